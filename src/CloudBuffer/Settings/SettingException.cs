namespace CloudBuffer.Settings;

/// <summary>An invalid setting. The message names it, and is the only output of a failed startup.</summary>
public sealed class SettingException(string setting, string problem) : Exception($"{setting} {problem}");
