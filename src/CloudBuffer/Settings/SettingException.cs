namespace CloudBuffer.Settings;

/// <summary>A setting that makes no sense. The message names it and is all that is printed.</summary>
public sealed class SettingException(string setting, string problem) : Exception($"{setting} {problem}");
