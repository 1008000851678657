using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// A test of a code fix. Beyond the analyzer test of the sources it requires that the fixed sources have exactly the diagnostics
/// expected of them (none of those that the fix repairs, unless the state says so; no compiler errors), that fixing one diagnostic
/// after the other gives <see cref="FixedState"/>, and that Fix All in document, project and solution gives <see cref="BatchFixedState"/>.
/// </summary>
public abstract class CodeFixTest<TVerifier> : CodeActionTest<TVerifier>
    where TVerifier : IVerifier, new()
{
    protected CodeFixTest()
    {
        FixedState = new SolutionState(DefaultTestProjectName, Language, DefaultFilePathPrefix, DefaultFileExt);
        BatchFixedState = new SolutionState(DefaultTestProjectName, Language, DefaultFilePathPrefix, DefaultFileExt);
    }

    /// <summary>What the first source becomes. The same text as the test's code says that no fix is offered.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1044:Properties should not be write only", Justification = "The original's surface")]
    public string FixedCode
    {
        set
        {
            if (value is not null)
            {
                FixedState.Sources.Add(value);
            }
        }
    }

    /// <summary>What Fix All makes of the first source, where that differs from <see cref="FixedCode"/>.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1044:Properties should not be write only", Justification = "The original's surface")]
    public string BatchFixedCode
    {
        set
        {
            if (value is not null)
            {
                BatchFixedState.Sources.Add(value);
            }
        }
    }

    public SolutionState FixedState { get; }

    public SolutionState BatchFixedState { get; }

    /// <summary>
    /// How many fixes it takes: n is exactly n, -n is at least one and at most n.
    /// Null is at most one for each fixable diagnostic that is expected, and 0 where the fixed state is the test's state.
    /// </summary>
    public int? NumberOfIncrementalIterations { get; set; }

    /// <summary>How many Fix Alls it takes, counted likewise; null is 1, and 0 where nothing changes.</summary>
    public int? NumberOfFixAllIterations { get; set; }

    public int? NumberOfFixAllInDocumentIterations { get; set; }

    public int? NumberOfFixAllInProjectIterations { get; set; }

    public CodeFixTestBehaviors CodeFixTestBehaviors { get; set; }

    protected abstract IEnumerable<CodeFixProvider> GetCodeFixProviders();

    /// <summary>The diagnostic to fix next: the first that is fixable.</summary>
    protected virtual Diagnostic? TrySelectDiagnosticToFix(ImmutableArray<Diagnostic> fixableDiagnostics) => fixableDiagnostics.FirstOrDefault();

    protected override async Task RunImplAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<CodeFixProvider> fixers = [.. GetCodeFixProviders()];
        ImmutableArray<string> fixable = [.. fixers.SelectMany(static fixer => fixer.FixableDiagnosticIds).Distinct()];
        var resolver = Resolver(fixable);
        var test = resolver.Resolve(TestState, before: null);
        var fixedState = resolver.Resolve(FixedState, TestState);
        var batchFixed = SaysNothing(BatchFixedState) ? fixedState : resolver.Resolve(BatchFixedState, SaysNothing(FixedState) ? TestState : FixedState);

        await VerifyAnalysisAsync(test, Verify, cancellationToken).ConfigureAwait(false);
        if (!test.HasSameFiles(fixedState))
        {
            await VerifyDiagnosticsAsync(fixedState, Verify.PushContext("analyzing the fixed sources"), cancellationToken).ConfigureAwait(false);
        }

        if (!batchFixed.HasSameFiles(test) && !batchFixed.HasSameFiles(fixedState))
        {
            await VerifyDiagnosticsAsync(batchFixed, Verify.PushContext("analyzing the sources fixed by Fix All"), cancellationToken).ConfigureAwait(false);
        }

        await VerifyFixesAsync(new Plan(fixers, fixable, test, fixedState, batchFixed), cancellationToken).ConfigureAwait(false);
    }

    private async Task VerifyFixesAsync(Plan plan, CancellationToken cancellationToken)
    {
        var single = NumberOfIncrementalIterations
            ?? (plan.Test.HasSameFiles(plan.Fixed) ? 0 : -Math.Max(1, plan.Test.Expected.Count(result => plan.FixableIds.Contains(result.Id))));
        await VerifyFixAsync(plan, plan.Fixed, new FixOneByOne(), single, "fixing one diagnostic after the other", cancellationToken).ConfigureAwait(false);
        if (CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.FixOne))
        {
            return;
        }

        var all = NumberOfFixAllIterations ?? (plan.Test.HasSameFiles(plan.BatchFixed) ? 0 : 1);
        (FixAllScope Scope, CodeFixTestBehaviors Skip, int? Iterations)[] scopes =
        [
            (FixAllScope.Document, CodeFixTestBehaviors.SkipFixAllInDocumentCheck, NumberOfFixAllInDocumentIterations),
            (FixAllScope.Project, CodeFixTestBehaviors.SkipFixAllInProjectCheck, NumberOfFixAllInProjectIterations),
            (FixAllScope.Solution, CodeFixTestBehaviors.SkipFixAllInSolutionCheck, null),
        ];
        foreach (var (scope, skip, iterations) in scopes)
        {
            if (!CodeFixTestBehaviors.HasFlag(skip) && plan.Fixers.All(fixer => fixer.GetFixAllProvider()?.GetSupportedFixAllScopes().Contains(scope) == true))
            {
                await VerifyFixAsync(plan, plan.BatchFixed, new FixAllOf(scope), iterations ?? all, $"fixing all in the {scope}", cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Fixes again and again until no fix is offered, counts, and compares.</summary>
    private async Task VerifyFixAsync(Plan plan, ResolvedState expected, Step step, int iterations, string doing, CancellationToken cancellationToken)
    {
        var verifier = Verify.PushContext(doing);
        using var workspace = CreateWorkspace();
        var solution = await CreateSolutionAsync(workspace, plan.Test, cancellationToken).ConfigureAwait(false);
        var limit = Math.Abs(iterations);
        var done = 0;
        while (await NextAsync(solution, plan, step, verifier, cancellationToken).ConfigureAwait(false) is { } changed)
        {
            solution = changed;
            done++;
            if (done > limit)
            {
                break;
            }

            if (CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.FixOne))
            {
                break;
            }
        }

        if (iterations == 0 && done > 0)
        {
            await ShowUnexpectedFixAsync(solution, expected, verifier, cancellationToken).ConfigureAwait(false);
        }

        await TestSolution.CompareAsync(solution, expected, verifier, cancellationToken).ConfigureAwait(false);
        var asPlanned = iterations >= 0 ? done == iterations : done >= 1 && done <= limit;
        verifier.True(
            asPlanned || CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.FixOne),
            $"Expected {(iterations >= 0 ? $"{iterations}" : $"1 to {limit}")} iterations, but {(done > limit ? $"after {done} another fix is still offered" : $"it took {done}")}.");
    }

    private static async Task ShowUnexpectedFixAsync(Solution solution, ResolvedState expected, IVerifier verifier, CancellationToken cancellationToken)
    {
        await TestSolution.CompareAsync(solution, expected, verifier.PushContext("expecting that no fix is offered"), cancellationToken).ConfigureAwait(false);
        verifier.Fail("A fix is offered that changes nothing; none was expected.");
    }

    private async Task<Solution?> NextAsync(Solution solution, Plan plan, Step step, IVerifier verifier, CancellationToken cancellationToken)
    {
        var found = await Analysis(verifier).GetAsync(solution, cancellationToken).ConfigureAwait(false);
        ImmutableArray<Diagnostic> remaining = [.. found.Where(diagnostic => !diagnostic.IsSuppressed && plan.FixableIds.Contains(diagnostic.Id) && diagnostic.Location.IsInSource)];
        while (TrySelectDiagnosticToFix(remaining) is { } diagnostic)
        {
            var document = solution.GetDocument(diagnostic.Location.SourceTree)!;
            foreach (var fixer in plan.Fixers.Where(fixer => fixer.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                if (Choose(await OfferedAsync(document, diagnostic, fixer, cancellationToken).ConfigureAwait(false), verifier) is { } action)
                {
                    return await ApplyAsync(solution, await step.ActionAsync(this, document, fixer, action, verifier, cancellationToken).ConfigureAwait(false), verifier, cancellationToken).ConfigureAwait(false);
                }
            }

            remaining = remaining.Remove(diagnostic);
        }

        return null;
    }

    private static async Task<IReadOnlyList<CodeAction>> OfferedAsync(
        Document document, Diagnostic diagnostic, CodeFixProvider fixer, CancellationToken cancellationToken)
    {
        List<CodeAction> offered = [];
        var context = new CodeFixContext(document, diagnostic, (action, _) => Add(action), cancellationToken);
        await fixer.RegisterCodeFixesAsync(context).ConfigureAwait(false);
        return offered;

        void Add(CodeAction action)
        {
            var nested = NestedActions.Of(action);
            if (nested.IsEmpty)
            {
                offered.Add(action);
            }

            foreach (var inner in nested)
            {
                Add(inner);
            }
        }
    }

    private static bool SaysNothing(SolutionState state) =>
        state.Sources.Count == 0 && state.AdditionalFiles.Count == 0 && state.AnalyzerConfigFiles.Count == 0
        && state.ExpectedDiagnostics.Count == 0 && state.AdditionalProjects.Count == 0 && state.InheritanceMode is null && state.MarkupHandling is null;

    private sealed record Plan(
        ImmutableArray<CodeFixProvider> Fixers, ImmutableArray<string> FixableIds, ResolvedState Test, ResolvedState Fixed, ResolvedState BatchFixed);

    /// <summary>How an offered action is applied: itself, or by the fixer's Fix All.</summary>
    private abstract class Step
    {
        internal abstract Task<CodeAction> ActionAsync(
            CodeFixTest<TVerifier> test, Document document, CodeFixProvider fixer, CodeAction offered, IVerifier verifier, CancellationToken cancellationToken);
    }

    private sealed class FixOneByOne : Step
    {
        internal override Task<CodeAction> ActionAsync(
            CodeFixTest<TVerifier> test, Document document, CodeFixProvider fixer, CodeAction offered, IVerifier verifier, CancellationToken cancellationToken) =>
            Task.FromResult(offered);
    }

    private sealed class FixAllOf(FixAllScope scope) : Step
    {
        internal override async Task<CodeAction> ActionAsync(
            CodeFixTest<TVerifier> test, Document document, CodeFixProvider fixer, CodeAction offered, IVerifier verifier, CancellationToken cancellationToken)
        {
            var diagnostics = new FixAllDiagnostics(test.Analysis(verifier), fixer.FixableDiagnosticIds);
            var context = scope == FixAllScope.Document
                ? new FixAllContext(document, fixer, scope, offered.EquivalenceKey!, fixer.FixableDiagnosticIds, diagnostics, cancellationToken)
                : new FixAllContext(document.Project, fixer, scope, offered.EquivalenceKey!, fixer.FixableDiagnosticIds, diagnostics, cancellationToken);
            return await fixer.GetFixAllProvider()!.GetFixAsync(context).ConfigureAwait(false)
                ?? throw new VerificationException($"Fix All in {scope} gives nothing, although '{offered.Title}' is offered.");
        }
    }
}
