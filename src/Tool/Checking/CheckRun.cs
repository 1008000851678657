using System.Collections.Immutable;
using AsyncRace.Tool.Building;
using AsyncRace.Tool.CommandLine;
using AsyncRace.Tool.Findings;
using AsyncRace.Tool.Rendering;
using AsyncRace.Tool.Targets;

namespace AsyncRace.Tool.Checking;

/// <summary>Builds a target and reads what came of it; tells each step to <paramref name="progress"/>.</summary>
internal delegate Task<BuildResult> Build(CheckTarget target, Action<string> progress, CancellationToken cancellationToken);

/// <summary><c>asyncrace check</c>: resolve, build, report.</summary>
internal sealed class CheckRun(CheckOptions options, Terminal terminal, Build build)
{
    private const int ErrorsShown = 20;

    /// <summary>From this version on the compiler's log names every rule that ran, so that one that did not run is noticed.</summary>
    private static readonly Version CompilerThatListsRules = new(4, 8);

    /// <summary>Checks everything and reports it.</summary>
    /// <exception cref="CallerFaultException">There is nothing to build.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the build has ended.</exception>
    internal async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        var targets = TargetResolver.Resolve(options.Paths);
        var results = new List<BuildResult>();
        foreach (var target in targets)
        {
            results.Add(await terminal.ShowProgressAsync($"Building {Describe(target)}", progress => build(target, progress, cancellationToken)).ConfigureAwait(false));
        }

        var units = results.SelectMany(static result => result.Units).ToList();
        var findings = FindingList.Merge(units.Where(static unit => unit.Log is not null).SelectMany(static unit => unit.Log!.Findings));
        Report(findings, units, targets.All(static target => target is CheckTarget.SourceFile) ? "file" : "project");

        var faults = new List<ExitCode> { findings.IsEmpty ? ExitCode.Clean : ExitCode.Findings };
        faults.AddRange(targets.Zip(results, Complain));
        faults.Add(ComplainOfAnalyzers(units, buildSucceeded: results.All(static result => result.ExitCode == 0)));
        return faults.Max();
    }

    private void Report(ImmutableArray<Finding> findings, List<CompilationUnit> units, string noun)
    {
        var report = new FindingReport(terminal.Page, new SourceLines());
        foreach (var finding in findings)
        {
            foreach (var line in report.Draw(finding))
                terminal.Write(line);
            terminal.Write(StyledLine.Empty);
        }

        int checkedProjects = units.Where(static unit => unit.Log is { HasErrors: false }).Select(static unit => unit.ProjectPath).Distinct(TargetResolver.PathComparer).Count();
        if (checkedProjects > 0 || findings.Length > 0)
            terminal.Write(Summary.Draw(findings, checkedProjects, noun));
    }

    /// <summary>Says why <paramref name="target"/> did not build, if it did not.</summary>
    private ExitCode Complain(CheckTarget target, BuildResult result)
    {
        if (result.ExitCode == 0)
        {
            if (result.Units.Any(static unit => unit.IsCompiled))
                return ExitCode.Clean;

            terminal.Complain($"{Describe(target)} holds no C# that is compiled, so nothing was checked.");
            return ExitCode.CallerFault;
        }

        foreach (var error in result.Errors.Take(ErrorsShown))
            terminal.Complain(Line(error));
        if (result.Errors.Length > ErrorsShown)
            terminal.Complain(new StyledLine().Add($"… and {result.Errors.Length - ErrorsShown} more errors", Tone.Dim));
        if (result.Errors.IsEmpty)
        {
            foreach (string line in result.OutputTail)
                terminal.Complain(new StyledLine().Add(line));
        }

        terminal.Complain($"{Describe(target)} does not build, so {Unchecked(result)} not checked.", Hint(target, result));
        return ExitCode.CallerFault;
    }

    private string? Hint(CheckTarget target, BuildResult result) => target switch
    {
        CheckTarget.SourceFile file when ProjectAround(file.Path) is { } project =>
            $"If the file is part of {terminal.Page.Show(project)}, check that: asyncrace check {terminal.Page.Show(project)}",
        CheckTarget.SourceFile => null,
        // What NuGet cannot find is missing wherever the build writes to.
        _ when !options.InPlace && result.Errors.Length > 0 && !result.Errors.Any(static error => error.Code.StartsWith("NU", StringComparison.Ordinal)) => "If an ordinary 'dotnet build' succeeds: it may need files in the projects' own bin or obj folders. Try again with --in-place.",
        _ => null,
    };

    /// <summary>Says what went wrong with the analyzers themselves: the compiler could not load them, one threw, or they never ran.</summary>
    private ExitCode ComplainOfAnalyzers(List<CompilationUnit> units, bool buildSucceeded)
    {
        if (units.FirstOrDefault(static unit => unit.Log?.NotLoaded is not null) is { } tooOld)
        {
            terminal.Complain(
                $"The compiler that builds {Name(tooOld)} cannot load the analyzers: {tooOld.Log!.NotLoaded}",
                "AsyncRace needs the compiler of the .NET SDK 7.0.200, of Visual Studio 2022 17.5, or a newer one. A global.json may ask for an older one.");
            return ExitCode.CallerFault;
        }

        var crashes = units.SelectMany(static unit => unit.Log?.Crashes ?? []).Distinct().ToList();
        if (crashes.Count > 0)
        {
            string times = crashes.Count == 1 ? "" : $" {crashes.Count} times (the first is below)";
            OwnFault.Report(terminal, $"An analyzer threw an exception{times}, so what it was looking at was not checked.", crashes[0]);
            return ExitCode.OwnFault;
        }

        // A build that failed has said so already; one that succeeded must have run the analyzers over everything.
        var missed = units.Where(static unit => unit.IsCompiled && (unit.Log is null || (!unit.Log.RulesRan && unit.Log.CompilerVersion >= CompilerThatListsRules))).ToList();
        if (buildSucceeded && missed.Count > 0)
        {
            OwnFault.Report(terminal, $"The analyzers did not run over {string.Join(", ", missed.Select(Name).Distinct())}.", details: null);
            return ExitCode.OwnFault;
        }

        return ExitCode.Clean;
    }

    private StyledLine Line(BuildError error)
    {
        var line = new StyledLine();
        if (error.Path is not null)
        {
            string place = error.Line is null ? "" : error.Column is null ? $":{error.Line}" : $":{error.Line}:{error.Column}";
            line.Add($"{terminal.Page.Show(error.Path)}{place}: ", Tone.Strong);
        }

        return line.Add($"error {error.Code}", Tone.Error).Add($": {error.Message}");
    }

    private static string Unchecked(BuildResult result)
    {
        var names = result.Units.Where(static unit => unit.Log is null or { HasErrors: true }).Select(Name).Distinct().ToList();
        return names switch
        {
            [] => "it was",
            [var only] => $"{only} was",
            _ => $"{string.Join(", ", names.SkipLast(1))} and {names[^1]} were",
        };
    }

    private static string Name(CompilationUnit unit) => Path.GetFileNameWithoutExtension(unit.ProjectPath);

    private static string? ProjectAround(string file)
    {
        for (var folder = Directory.GetParent(file); folder is not null; folder = folder.Parent)
        {
            if (folder.EnumerateFiles("*.csproj").FirstOrDefault() is { } project)
                return project.FullName;
        }

        return null;
    }

    private string Describe(CheckTarget target) => target switch
    {
        CheckTarget.Solution solution => terminal.Page.Show(solution.Path),
        CheckTarget.SourceFile file => terminal.Page.Show(file.Path),
        CheckTarget.Projects { Paths: [var only] } => terminal.Page.Show(only),
        CheckTarget.Projects several => $"{several.Paths.Length} projects",
        _ => target.Directory,
    };
}
