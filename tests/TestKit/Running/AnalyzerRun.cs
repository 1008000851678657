using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Compiles projects and runs the analyzers; an analyzer that throws fails the test, with its stack.</summary>
internal sealed class AnalyzerRun(
    ImmutableArray<DiagnosticAnalyzer> analyzers, Func<Diagnostic, bool> countsOfCompiler, IVerifier verifier)
{
    /// <summary>The solution's diagnostics, in the order of projects, files and positions.</summary>
    internal async Task<ImmutableArray<Diagnostic>> GetAsync(Solution solution, CancellationToken cancellationToken)
    {
        var all = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var project in solution.Projects)
        {
            all.AddRange(await GetAsync(project, cancellationToken).ConfigureAwait(false));
        }

        return all.ToImmutable();
    }

    internal async Task<ImmutableArray<Diagnostic>> GetAsync(Project project, CancellationToken cancellationToken)
    {
        var compilation = await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new VerificationException($"The project {project.Name} has no compilation.");
        var crashes = new ConcurrentQueue<(DiagnosticAnalyzer Analyzer, Exception Exception)>();
        var run = OffRulesOn.Apply(compilation, analyzers).WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(
            project.AnalyzerOptions,
            onAnalyzerException: (exception, analyzer, _) => crashes.Enqueue((analyzer, exception)),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: true));
        var diagnostics = await run.GetAllDiagnosticsAsync(cancellationToken).ConfigureAwait(false);
        if (crashes.TryDequeue(out var crash))
        {
            verifier.Fail($"The analyzer {crash.Analyzer.GetType().Name} threw (AD0001):{Environment.NewLine}{crash.Exception}");
        }

        return
        [
            .. diagnostics
                .Where(diagnostic => !IsOfCompiler(diagnostic) || countsOfCompiler(diagnostic))
                .OrderBy(static diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal)
                .ThenBy(static diagnostic => diagnostic.Location.SourceSpan.Start)
                .ThenBy(static diagnostic => diagnostic.Location.SourceSpan.End)
                .ThenBy(static diagnostic => diagnostic.Id, StringComparer.Ordinal),
        ];
    }

    private static bool IsOfCompiler(Diagnostic diagnostic) => diagnostic.Descriptor.CustomTags.Contains(WellKnownDiagnosticTags.Compiler);
}
