using AsyncRace.Analyzers.Configuration;
using AsyncRace.Analyzers.Rules.Races;
using AsyncRace.Analyzers.Rules.Signals;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>What is known of a whole compilation; made once for it, and shared by the analyses of all its types.</summary>
internal sealed class CompilationFacts
{
    private CompilationFacts(Compilation compilation, KnownTypes known, OptionsByFile options)
    {
        Known = known;
        Options = options;
        OwnNames = new OwnNames(compilation, known);
        Semaphores = new SemaphoreCounts();
        Locks = new LockShapes(known, options, Semaphores);
        Uses = new ProjectUses(compilation);
        Confinement = new Confinement(options, new Registrations(compilation), compilation);
        Rules = new EnabledRules(compilation.Options);
        Guards = new DeclaredGuards(Properties);
        CompletedAwaits = new CompletedAwaits(known);
    }

    internal KnownTypes Known { get; }

    internal OptionsByFile Options { get; }

    internal EnabledRules Rules { get; }

    internal LockShapes Locks { get; }

    internal Confinement Confinement { get; }

    internal CompletedAwaits CompletedAwaits { get; }

    internal SemaphoreCounts Semaphores { get; }

    internal ProjectUses Uses { get; }

    internal PropertyStorage Properties { get; } = new();

    internal DeclaredGuards Guards { get; }

    internal OwnNames OwnNames { get; }

    /// <summary>Whether the rule about threads is on, where a type is declared.</summary>
    internal bool LooksAtThreadsOf(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences is [{ SyntaxTree: var file }, ..] && Rules.IsOn(UnsynchronizedUpdate.Described, file, cancellation);

    /// <summary>Whether the rule about tasks without a limit is on, where a type is declared.</summary>
    internal bool LooksAtFanOutsOf(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences is [{ SyntaxTree: var file }, ..] && Rules.IsOn(UnboundedFanOut.Described, file, cancellation);

    /// <summary>Null where nothing in the compilation can suspend.</summary>
    internal static CompilationFacts? Of(Compilation compilation, AnalyzerConfigOptionsProvider configuration) =>
        KnownTypes.In(compilation) is { } known ? new CompilationFacts(compilation, known, new OptionsByFile(configuration)) : null;
}
