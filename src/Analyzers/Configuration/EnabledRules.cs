using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Configuration;

/// <summary>Whether a rule that is off by default has been turned on: what only such a rule needs is not computed otherwise.</summary>
internal sealed class EnabledRules(CompilationOptions options)
{
    internal bool IsOn(DiagnosticDescriptor rule, SyntaxTree file, CancellationToken cancellation) =>
        rule.IsEnabledByDefault
        || (options.SpecificDiagnosticOptions.TryGetValue(rule.Id, out var set) && IsOn(set))
        || (options.SyntaxTreeOptionsProvider is { } files
            && ((files.TryGetDiagnosticValue(file, rule.Id, cancellation, out set) && IsOn(set)) || (files.TryGetGlobalDiagnosticValue(rule.Id, cancellation, out set) && IsOn(set))));

    private static bool IsOn(ReportDiagnostic severity) => severity is not (ReportDiagnostic.Suppress or ReportDiagnostic.Default);
}
