using System.Diagnostics;
using System.Text;

namespace AsyncRace.Package.Tests;

/// <summary>Runs the <c>dotnet</c> command as a user would in a shell, and leaves no build server behind.</summary>
internal static class Dotnet
{
    // Far longer than any command here takes: a command that hangs shall fail its test, not stop the run.
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(5);

    internal static async Task<CommandResult> RunAsync(string directory, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        Isolate(start.Environment);

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The 'dotnet' command did not start.");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var hang = new CancellationTokenSource(HangLimit);
        try
        {
            await process.WaitForExitAsync(hang.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'dotnet {string.Join(' ', start.ArgumentList)}' in {directory} did not end within {HangLimit}.");
        }

        return new CommandResult($"dotnet {string.Join(' ', start.ArgumentList)}", process.ExitCode, await output + await error);
    }

    /// <summary>Takes out what the test run's own build left in the environment, and what would make the result depend on the machine.</summary>
    private static void Isolate(IDictionary<string, string?> environment)
    {
        foreach (string name in environment.Keys.Where(IsOfTheTestRun).ToList())
        {
            environment.Remove(name);
        }

        environment["NUGET_PACKAGES"] = Sandbox.Shared.PackagesDirectory;
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        environment["DOTNET_NOLOGO"] = "1";
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["MSBUILDTERMINALLOGGER"] = "off";
        // MSBuild reads it as a property. A compiler server would outlive the test and keep the packages' files open.
        environment["UseSharedCompilation"] = "false";
        // A program for .NET 8 runs on whichever newer runtime there is.
        environment["DOTNET_ROLL_FORWARD"] = "Major";
    }

    private static bool IsOfTheTestRun(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name.Equals("CI", StringComparison.OrdinalIgnoreCase);
}

/// <summary>How a command ended, and all that it printed.</summary>
internal sealed record CommandResult(string Command, int ExitCode, string Output)
{
    internal CommandResult MustSucceed()
    {
        Assert.True(ExitCode == 0, ToString());
        return this;
    }

    public override string ToString() => $"> {Command}{Environment.NewLine}{Output}{Environment.NewLine}exit code {ExitCode}";
}
