using System.Diagnostics;

namespace AsyncRace.Tool.Tests.EndToEnd;

/// <summary>The real executable, run as a user runs it.</summary>
internal static class ToolProcess
{
    /// <summary>Where the executable and what it needs beside it are.</summary>
    internal static string Directory { get; } = AppContext.BaseDirectory;

    /// <summary>Runs <c>asyncrace</c> with <paramref name="arguments"/> in <paramref name="folder"/>.</summary>
    internal static Task<ToolResult> RunAsync(string folder, params string[] arguments) => RunAsync(Start(folder, Directory, arguments));

    /// <summary>Waits for the end of <paramref name="process"/> and reads what it wrote.</summary>
    internal static async Task<ToolResult> RunAsync(Process process)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return new ToolResult(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
        }
    }

    /// <summary>Starts <c>asyncrace</c> as installed in <paramref name="installation"/>.</summary>
    internal static Process Start(string folder, string installation, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(installation, "asyncrace.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}

/// <summary>How a run of the tool ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>The finding's header lines: <c>path:line:column  severity id</c>.</summary>
    internal IEnumerable<string> Headers => Output.Split('\n').Where(static line => line.Contains("  ", StringComparison.Ordinal) && line.Contains("ASYNCRACE", StringComparison.Ordinal) && !line.StartsWith(' '));

    /// <inheritdoc />
    public override string ToString() => $"exit code {ExitCode}\n--- output\n{Output}\n--- error\n{Error}";
}
