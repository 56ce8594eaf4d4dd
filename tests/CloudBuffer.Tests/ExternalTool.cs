using System.ComponentModel;
using System.Diagnostics;

namespace CloudBuffer.Tests;

/// <summary>Starts a program that setup.sh installs. A missing one fails the test with the command that installs it.</summary>
static class ExternalTool
{
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{start.FileName} is missing. Install it with: ./setup.sh --dev=all", e);
        }
    }
}
