using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// Turns on, in their own tests, the rules that are off by default. It does so as a config file would, below those of the test:
/// an option of the compilation would override the test's, and Roslyn 4.5 does not let it turn on a rule.
/// </summary>
internal sealed class OffRulesOn(SyntaxTreeOptionsProvider? configured, ImmutableDictionary<string, ReportDiagnostic> off) : SyntaxTreeOptionsProvider
{
    internal static Compilation Apply(Compilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var off = analyzers
            .SelectMany(static analyzer => analyzer.SupportedDiagnostics)
            .Where(static descriptor => !descriptor.IsEnabledByDefault)
            .DistinctBy(static descriptor => descriptor.Id)
            .ToImmutableDictionary(static descriptor => descriptor.Id, static descriptor => Reported(descriptor.DefaultSeverity));
        return off.IsEmpty
            ? compilation
            : compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(new OffRulesOn(compilation.Options.SyntaxTreeOptionsProvider, off)));
    }

    public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) =>
        configured?.IsGenerated(tree, cancellationToken) ?? GeneratedKind.Unknown;

    public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
    {
        severity = default;
        return configured?.TryGetDiagnosticValue(tree, diagnosticId, cancellationToken, out severity) == true;
    }

    public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
    {
        severity = default;
        return configured?.TryGetGlobalDiagnosticValue(diagnosticId, cancellationToken, out severity) == true
            || off.TryGetValue(diagnosticId, out severity);
    }

    private static ReportDiagnostic Reported(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => ReportDiagnostic.Error,
        DiagnosticSeverity.Warning => ReportDiagnostic.Warn,
        DiagnosticSeverity.Info => ReportDiagnostic.Info,
        _ => ReportDiagnostic.Hidden,
    };
}
