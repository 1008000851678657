using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using AsyncRace.Tool.CommandLine;
using AsyncRace.Tool.Targets;

namespace AsyncRace.Tool.Building;

/// <summary>
/// An ordinary <c>dotnet build</c> with the analyzers injected. The user's own SDK, compiler and generators do the work; nothing of the
/// user's is edited, and unless asked otherwise nothing is written next to it.
/// </summary>
internal sealed class DotnetBuild(BuildOptions options)
{
    private const string TargetsHook = "CustomAfterMicrosoftCommonTargets";
    private const string PropsHook = "CustomAfterDirectoryBuildProps";
    private const string ProgressPrefix = "asyncrace: ";
    private const int TailLength = 20;

    private static readonly TimeSpan TimeToEndByItself = TimeSpan.FromSeconds(5);

    /// <summary>Builds <paramref name="target"/> and reads what came of it; each compilation is told to <paramref name="progress"/> as it starts.</summary>
    /// <exception cref="CallerFaultException">There is no <c>dotnet</c> to run.</exception>
    /// <exception cref="OperationCanceledException">The build was cancelled; it has ended.</exception>
    internal async Task<BuildResult> RunAsync(CheckTarget target, Action<string> progress, CancellationToken cancellationToken)
    {
        var result = await RunOnceAsync(target, outputType: null, progress, cancellationToken).ConfigureAwait(false);

        // A file without an entry point is no program, but its code can be checked all the same.
        bool hasNoEntryPoint = target is CheckTarget.SourceFile && result.Errors is [{ Code: "CS5001" }];
        return hasNoEntryPoint ? await RunOnceAsync(target, outputType: "Library", progress, cancellationToken).ConfigureAwait(false) : result;
    }

    private async Task<BuildResult> RunOnceAsync(CheckTarget target, string? outputType, Action<string> progress, CancellationToken cancellationToken)
    {
        using var run = new RunDirectory();
        using var process = Start(StartInfo(target, run, outputType));
        var lines = new ConcurrentQueue<string>();
        var output = ReadAsync(process.StandardOutput, lines, progress);
        var errors = ReadAsync(process.StandardError, lines, progress);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process).ConfigureAwait(false);
            throw;
        }

        await Task.WhenAll(output, errors).ConfigureAwait(false);
        return new BuildResult(
            process.ExitCode,
            run.ReadUnits(),
            BuildError.Read(lines),
            [.. lines.TakeLast(TailLength)]);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new CallerFaultException("The .NET SDK was not found: there is no 'dotnet' on the PATH.", "Install it from https://dotnet.microsoft.com/download");
        }
    }

    /// <summary>On a terminal the build has had the same Ctrl+C and is ending already; otherwise it is ended.</summary>
    private static async Task StopAsync(Process process)
    {
        using var patience = new CancellationTokenSource(TimeToEndByItself);
        try
        {
            if (Console.IsInputRedirected)
                process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task ReadAsync(StreamReader reader, ConcurrentQueue<string> lines, Action<string> progress)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            string text = line.Trim();
            if (text.StartsWith(ProgressPrefix, StringComparison.Ordinal))
                progress(text[ProgressPrefix.Length..]);
            else if (text.Length > 0)
                lines.Enqueue(line.TrimEnd());
        }
    }

    private ProcessStartInfo StartInfo(CheckTarget target, RunDirectory run, string? outputType)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = target.Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        foreach (string argument in Arguments(target, run, outputType))
            start.ArgumentList.Add(argument);
        SetEnvironment(start.Environment);
        return start;
    }

    private IEnumerable<string> Arguments(CheckTarget target, RunDirectory run, string? outputType)
    {
        yield return "build";
        yield return Input(target, run);
        if (options.Configuration is not null)
        {
            yield return "--configuration";
            yield return options.Configuration;
        }

        yield return "-nologo";
        yield return "-terminalLogger:off";
        yield return "-verbosity:minimal";
        yield return "-consoleLoggerParameters:NoSummary;ForceNoAlign";
        yield return Property("AsyncRaceRunDirectory", run.Path + Path.DirectorySeparatorChar);
        yield return Property("AsyncRaceAnalyzersDirectory", options.AnalyzersDirectory + Path.DirectorySeparatorChar);
        if (!options.InPlace)
            yield return Property("AsyncRaceOutputDirectory", run.Output);
        if (Environment.GetEnvironmentVariable(TargetsHook) is { Length: > 0 } outer)
            yield return Property("AsyncRaceOuterTargets", outer);

        // Ours must run even where a team builds without analyzers; the SDK's own have nothing to say here, and a warning must not end the build.
        yield return Property("RunAnalyzers", "true");
        yield return Property("EnableNETAnalyzers", "false");
        yield return Property("EnforceCodeStyleInBuild", "false");
        yield return Property("TreatWarningsAsErrors", "false");
        yield return Property("MSBuildTreatWarningsAsErrors", "false");
        yield return Property("CodeAnalysisTreatWarningsAsErrors", "false");
        yield return Property("NuGetAudit", "false");
        yield return Property("GeneratePackageOnBuild", "false");

        if (target is CheckTarget.SourceFile)
        {
            // A file-based program is published ahead of time by default; restoring for that needs packages a check has no use for.
            yield return Property("PublishAot", "false");
            if (outputType is not null)
                yield return Property("OutputType", outputType);
        }
    }

    private string Input(CheckTarget target, RunDirectory run)
    {
        switch (target)
        {
            case CheckTarget.Solution solution:
                return solution.Path;
            case CheckTarget.SourceFile file:
                return file.Path;
            case CheckTarget.Projects { Paths: [var only] }:
                return only;
            case CheckTarget.Projects several:
                string path = Path.Combine(run.Path, "asyncrace.sln");
                File.WriteAllText(path, GeneratedSolution.Write(several.Paths, options.Configuration ?? "Debug"), Encoding.UTF8);
                return path;
            default:
                throw new ArgumentOutOfRangeException(nameof(target), target, "There is no way to build this kind of target.");
        }
    }

    /// <summary>The hooks are environment variables, not command-line properties, so that a project that sets them itself is not overruled.</summary>
    private void SetEnvironment(IDictionary<string, string?> environment)
    {
        string props = Path.Combine(options.MSBuildDirectory, "AsyncRace.Check.props");
        environment[PropsHook] = environment.TryGetValue(PropsHook, out string? outer) && !string.IsNullOrEmpty(outer) ? $"{outer};{props}" : props;
        environment[TargetsHook] = Path.Combine(options.MSBuildDirectory, "AsyncRace.Check.targets");
        // Errors are read from what the build prints. On Windows this also makes it print UTF-8.
        environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        // No worker of this build stays behind, with the analyzers loaded. (As an argument, a single file's build would not take it.)
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        environment["DOTNET_NOLOGO"] = "1";

        // Left over when this tool is itself started by a build: they would force that build's SDK on a folder whose global.json wants another.
        foreach (string inherited in (string[])["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "MSBUILD_EXE_PATH", "DOTNET_HOST_PATH"])
            environment.Remove(inherited);
    }

    /// <summary>Commas and semicolons would start another property, percent signs are MSBuild's escapes.</summary>
    private static string Property(string name, string value) =>
        $"-property:{name}={value.Replace("%", "%25", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal)}";
}
