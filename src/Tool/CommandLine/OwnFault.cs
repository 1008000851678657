using System.Runtime.InteropServices;
using AsyncRace.Tool.Rendering;

namespace AsyncRace.Tool.CommandLine;

/// <summary>A fault of AsyncRace's own, told so that it can be reported.</summary>
internal static class OwnFault
{
    private const string Issues = "https://github.com/asyncrace/asyncrace/issues";

    /// <summary>Says what went wrong and what to put into the report.</summary>
    internal static void Report(Terminal terminal, string problem, string? details)
    {
        terminal.Complain(problem);
        terminal.Complain(new StyledLine().Add("This is a fault of AsyncRace, not of your code. Please report it, with the lines below:"));
        terminal.Complain(new StyledLine().Add($"  {Issues}"));
        terminal.Complain(StyledLine.Empty);
        terminal.Complain(new StyledLine().Add($"  asyncrace {ToolVersion.Text}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}"));
        foreach (string line in details?.Split('\n') ?? [])
            terminal.Complain(new StyledLine().Add($"  {line.TrimEnd()}"));
    }
}
