using CloudBuffer.Tests;

[assembly: AssemblyFixture(typeof(EmbeddedApp))]

namespace CloudBuffer.Tests;

/// <summary>The app with its embedded Redis, as it runs by default.</summary>
public sealed class EmbeddedApp() : ConfiguredApp(
    ("CloudBuffer__Intervals__DevicePoll", "00:00:01"), ("CloudBuffer__Intervals__StorageUsageCheck", "00:00:01"),
    ("CloudBuffer__Intervals__ExpiredSessions", "00:00:01"));
