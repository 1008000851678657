using System.Collections.Concurrent;
using System.Collections.Immutable;
using AsyncRace.Analyzers.Rules;
using AsyncRace.Analyzers.Rules.Options;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.Analyzers.Configuration;

/// <summary>
/// Tells of options that cannot be understood, once for each, however many files they apply to. The compiler does not say which
/// configuration file an option stands in: the finding is placed there if the file is among the additional files (the package sees to
/// that), and nowhere otherwise.
/// </summary>
internal sealed class OptionReport(OptionsByFile options, SyntaxTreeOptionsProvider? severities)
{
    private readonly ConcurrentDictionary<OptionProblem, bool> _told = new();
    private readonly ConcurrentDictionary<string, bool> _folders = new(StringComparer.Ordinal);

    internal void Check(SyntaxTreeAnalysisContext file)
    {
        foreach (var problem in options.Read(file.Tree).Problems)
            Tell(problem, file);
        // Options apply to folders nearly always: looking through all the names once for each folder will do.
        if (_folders.TryAdd(Path.GetDirectoryName(file.Tree.FilePath) ?? "", true))
        {
            foreach (var problem in UnknownOptions(file.Options.AnalyzerConfigOptionsProvider.GetOptions(file.Tree)))
                Tell(problem, file);
        }
    }

    private static IEnumerable<OptionProblem> UnknownOptions(AnalyzerConfigOptions config)
    {
        foreach (string key in Keys(config))
        {
            if (key.StartsWith(OptionKey.Prefix, StringComparison.OrdinalIgnoreCase) && !OptionKey.All.Contains(key, StringComparer.OrdinalIgnoreCase)
                && config.TryGetValue(key, out string? value))
            {
                yield return new OptionProblem(key, value, $"is not an option. There are: {string.Join(", ", OptionKey.All)}");
            }
        }
    }

    private static IEnumerable<string> Keys(AnalyzerConfigOptions config)
    {
        try
        {
            return config.Keys;
        }
        catch (NotImplementedException)
        {
            // What the compiler's own base class does: a host may hand out options without a list of them.
            return [];
        }
    }

    private void Tell(OptionProblem problem, SyntaxTreeAnalysisContext file)
    {
        if (SeverityIn(file.Tree, file.CancellationToken) is { } severity && _told.TryAdd(problem, true))
        {
            var place = Place(problem, file.Options.AdditionalFiles, file.CancellationToken);
            file.ReportDiagnostic(Diagnostic.Create(InvalidOption.Described, place, severity, additionalLocations: null, properties: null, problem.Key, problem.What));
        }
    }

    // Severities are set for files of code, and this finding is in none: what is set for the files that have the option counts.
    private DiagnosticSeverity? SeverityIn(SyntaxTree file, CancellationToken cancellation) =>
        severities?.TryGetDiagnosticValue(file, RuleId.InvalidOption, cancellation, out var set) != true ? InvalidOption.Described.DefaultSeverity : set switch
        {
            ReportDiagnostic.Suppress => null,
            ReportDiagnostic.Error => DiagnosticSeverity.Error,
            ReportDiagnostic.Info => DiagnosticSeverity.Info,
            ReportDiagnostic.Hidden => DiagnosticSeverity.Hidden,
            _ => DiagnosticSeverity.Warning,
        };

    private static Location Place(OptionProblem problem, ImmutableArray<AdditionalText> files, CancellationToken cancellation)
    {
        foreach (var file in files)
        {
            if (!IsConfiguration(file.Path) || file.GetText(cancellation) is not { } text)
                continue;
            foreach (var line in text.Lines)
            {
                if (Sets(text.ToString(line.Span), problem))
                    return Location.Create(file.Path, line.Span, text.Lines.GetLinePositionSpan(line.Span));
            }
        }

        return Location.None;
    }

    private static bool IsConfiguration(string path) =>
        path.EndsWith("config", StringComparison.OrdinalIgnoreCase);

    private static bool Sets(string line, OptionProblem problem)
    {
        int separator = line.IndexOfAny(['=', ':']);
        return separator >= 0
            && string.Equals(line.Substring(0, separator).Trim(), problem.Key, StringComparison.OrdinalIgnoreCase)
            && line.Substring(separator + 1).TrimStart().StartsWith(problem.Value, StringComparison.OrdinalIgnoreCase);
    }
}
