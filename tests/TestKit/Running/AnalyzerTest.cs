using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Options;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// A test of analyzers on sources. <see cref="RunAsync"/> requires exactly the expected diagnostics, those of the compiler included;
/// that nothing is reported when the sources are generated code; and that <c>#pragma warning disable</c> silences everything.
/// </summary>
public abstract class AnalyzerTest<TVerifier>
    where TVerifier : IVerifier, new()
{
    protected AnalyzerTest() => TestState = new SolutionState(DefaultTestProjectName, Language, DefaultFilePathPrefix, DefaultFileExt);

    protected static TVerifier Verify { get; } = new();

    public SolutionState TestState { get; }

    /// <summary>The first source; the same as adding to <see cref="ProjectState.Sources"/>.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1044:Properties should not be write only", Justification = "The original's surface")]
    public string TestCode
    {
        set
        {
            if (value is not null)
            {
                TestState.Sources.Add(value);
            }
        }
    }

    public List<DiagnosticResult> ExpectedDiagnostics => TestState.ExpectedDiagnostics;

    /// <summary>Which of the compiler's diagnostics have to be expected; unless said otherwise, errors.</summary>
    public CompilerDiagnostics CompilerDiagnostics { get; set; } = CompilerDiagnostics.Errors;

    public MarkupOptions MarkupOptions { get; set; }

    public TestBehaviors TestBehaviors { get; set; }

    public ReferenceAssemblies ReferenceAssemblies { get; set; } = ReferenceAssemblies.Default;

    /// <summary>Ids that are turned off.</summary>
    public List<string> DisabledDiagnostics { get; } = [];

    /// <summary>Changes made to each project's solution before it is compiled.</summary>
    public List<Func<Solution, ProjectId, Solution>> SolutionTransforms { get; } = [];

    public List<Func<OptionSet, OptionSet>> OptionsTransforms { get; } = [];

    /// <summary>Looks at each diagnostic that met its expectation, for what the expectation cannot say (its properties).</summary>
    public Action<Diagnostic, DiagnosticResult, IVerifier>? DiagnosticVerifier { get; set; }

    public abstract string Language { get; }

    protected abstract string DefaultFileExt { get; }

    protected virtual string DefaultFilePathPrefix => "/0/Test";

    protected virtual string DefaultTestProjectName => "TestProject";

    protected virtual string DefaultFilePath => $"{DefaultFilePathPrefix}0.{DefaultFileExt}";

    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        Verify.NotEmpty("TestState.Sources", [.. TestState.Sources, .. TestState.AdditionalProjects.Values.SelectMany(static project => project.Sources)]);
        await RunImplAsync(cancellationToken).ConfigureAwait(false);
    }

    protected abstract IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers();

    protected abstract CompilationOptions CreateCompilationOptions();

    protected abstract ParseOptions CreateParseOptions();

    protected virtual Workspace CreateWorkspace() => new AdhocWorkspace();

    /// <summary>What <c>[|…|]</c> means: the only diagnostic there is, or null.</summary>
    protected virtual DiagnosticDescriptor? GetDefaultDiagnostic(DiagnosticAnalyzer[] analyzers)
    {
        ArgumentNullException.ThrowIfNull(analyzers);
        var supported = analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics).ToArray();
        return supported.Length == 1 || MarkupOptions.HasFlag(MarkupOptions.UseFirstDescriptor) ? supported.FirstOrDefault() : null;
    }

    protected virtual bool IsCompilerDiagnosticIncluded(Diagnostic diagnostic, CompilerDiagnostics compilerDiagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        return compilerDiagnostics switch
        {
            CompilerDiagnostics.None => false,
            CompilerDiagnostics.Errors => diagnostic.Severity >= DiagnosticSeverity.Error,
            CompilerDiagnostics.Warnings => diagnostic.Severity >= DiagnosticSeverity.Warning,
            CompilerDiagnostics.Suggestions => diagnostic.Severity >= DiagnosticSeverity.Info,
            _ => true,
        };
    }

    protected virtual async Task RunImplAsync(CancellationToken cancellationToken)
    {
        var resolver = Resolver([]);
        await VerifyAnalysisAsync(resolver.Resolve(TestState, before: null), Verify, cancellationToken).ConfigureAwait(false);
    }

    private protected StateResolver Resolver(ImmutableArray<string> fixableIds)
    {
        var analyzers = GetDiagnosticAnalyzers().ToArray();
        return new StateResolver([.. analyzers], fixableIds, () => GetDefaultDiagnostic(analyzers), ReferenceAssemblies, DefaultFilePath);
    }

    private protected AnalyzerRun Analysis(IVerifier verifier) =>
        new([.. GetDiagnosticAnalyzers()], diagnostic => IsCompilerDiagnosticIncluded(diagnostic, CompilerDiagnostics), verifier);

    /// <summary>The diagnostics of a state, as generated code, and with its ids disabled.</summary>
    private protected async Task VerifyAnalysisAsync(ResolvedState state, IVerifier verifier, CancellationToken cancellationToken)
    {
        await VerifyDiagnosticsAsync(state, verifier.PushContext("analyzing the test's sources"), cancellationToken).ConfigureAwait(false);

        var own = GetDiagnosticAnalyzers().SelectMany(static analyzer => analyzer.SupportedDiagnostics).Select(static d => d.Id).ToHashSet();
        var ids = state.Expected.Select(static result => result.Id).Where(own.Contains).Distinct().ToArray();
        if (ids.Length == 0)
        {
            return;
        }

        if (!TestBehaviors.HasFlag(TestBehaviors.SkipGeneratedCodeCheck))
        {
            var generated = state.WithFirstLine("// <auto-generated/>", result => !own.Contains(result.Id));
            await VerifyDiagnosticsAsync(generated, verifier.PushContext("analyzing the test's sources as generated code"), cancellationToken).ConfigureAwait(false);
        }

        if (!TestBehaviors.HasFlag(TestBehaviors.SkipSuppressionCheck))
        {
            var silenced = state.WithFirstLine($"#pragma warning disable {string.Join(", ", ids)}", result => !own.Contains(result.Id));
            await VerifyDiagnosticsAsync(silenced, verifier.PushContext("analyzing the test's sources with the ids disabled by #pragma"), cancellationToken).ConfigureAwait(false);
        }
    }

    private protected async Task VerifyDiagnosticsAsync(ResolvedState state, IVerifier verifier, CancellationToken cancellationToken)
    {
        using var workspace = CreateWorkspace();
        var solution = await CreateSolutionAsync(workspace, state, cancellationToken).ConfigureAwait(false);
        await VerifyDiagnosticsAsync(solution, state.Expected, verifier, cancellationToken).ConfigureAwait(false);
    }

    private protected async Task VerifyDiagnosticsAsync(
        Solution solution, ImmutableArray<DiagnosticResult> expected, IVerifier verifier, CancellationToken cancellationToken)
    {
        var found = await Analysis(verifier).GetAsync(solution, cancellationToken).ConfigureAwait(false);

        // A suppressed diagnostic is nobody's concern, unless the test speaks of suppression.
        var actual = expected.Any(static result => result.IsSuppressed is not null)
            ? found
            : [.. found.Where(static diagnostic => !diagnostic.IsSuppressed)];
        if (DiagnosticMatch.Explain(expected, actual, DefaultFilePath, out var pairs) is { } mismatch)
        {
            verifier.Fail(mismatch);
        }

        if (DiagnosticVerifier is { } look)
        {
            foreach (var (result, diagnostic) in pairs)
            {
                look(diagnostic, result, verifier);
            }
        }
    }

    private protected async Task<Solution> CreateSolutionAsync(Workspace workspace, ResolvedState state, CancellationToken cancellationToken)
    {
        var solution = await TestSolution.CreateAsync(workspace, state, CreateParseOptions(), WithSeverities(CreateCompilationOptions()), cancellationToken).ConfigureAwait(false);
        solution = OptionsTransforms.Aggregate(solution, static (changed, transform) => changed.WithOptions(transform(changed.Options)));
        foreach (var id in solution.ProjectIds)
        {
            solution = SolutionTransforms.Aggregate(solution, (changed, transform) => transform(changed, id));
        }

        return solution;
    }

    // An analyzer's crash can never be configured away.
    private CompilationOptions WithSeverities(CompilationOptions options) => options.WithSpecificDiagnosticOptions(
        ImmutableDictionary.Create<string, ReportDiagnostic>()
            .Add("AD0001", ReportDiagnostic.Error)
            .SetItems(options.SpecificDiagnosticOptions)
            .SetItems(DisabledDiagnostics.Select(static id => KeyValuePair.Create(id, ReportDiagnostic.Suppress))));
}
