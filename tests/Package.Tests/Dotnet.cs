using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace AsyncRace.Package.Tests;

/// <summary>Runs the <c>dotnet</c> command as a user would in a shell, and leaves no build server behind.</summary>
internal static class Dotnet
{
    // Far longer than any command here takes: a command that hangs shall fail its test, not stop the run.
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(5);

    internal static Task<CommandResult> RunAsync(Sandbox sandbox, string directory, params IEnumerable<string> arguments) =>
        StartAsync("dotnet", sandbox, directory, arguments);

    /// <summary>Runs a program that was installed as a .NET tool.</summary>
    internal static Task<CommandResult> RunToolAsync(string program, Sandbox sandbox, string directory, params IEnumerable<string> arguments) =>
        StartAsync(program, sandbox, directory, arguments);

    private static async Task<CommandResult> StartAsync(string program, Sandbox sandbox, string directory, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        Isolate(start.Environment, sandbox);

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start.");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string command = string.Join(' ', [program, .. start.ArgumentList]);
        using var hang = new CancellationTokenSource(HangLimit);
        try
        {
            await process.WaitForExitAsync(hang.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{command}' in {directory} did not end within {HangLimit}.");
        }

        return new CommandResult(command, process.ExitCode, await output + await error);
    }

    /// <summary>Takes out what the test run's own build left in the environment, and what would make the result depend on the machine.</summary>
    private static void Isolate(IDictionary<string, string?> environment, Sandbox sandbox)
    {
        foreach (string name in environment.Keys.Where(IsOfTheTestRun).ToList())
        {
            environment.Remove(name);
        }

        environment["NUGET_PACKAGES"] = sandbox.PackagesDirectory;
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        environment["DOTNET_NOLOGO"] = "1";
        // An installed tool looks for the runtime where this says: the one that runs the tests.
        environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
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
