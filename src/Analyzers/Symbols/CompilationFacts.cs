using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>What is known of a whole compilation; made once for it, and shared by the analyses of all its types.</summary>
internal sealed class CompilationFacts
{
    private CompilationFacts(KnownTypes known)
    {
        Known = known;
        Locks = new LockShapes(known);
        CompletedAwaits = new CompletedAwaits(known);
    }

    internal KnownTypes Known { get; }

    internal LockShapes Locks { get; }

    internal CompletedAwaits CompletedAwaits { get; }

    internal SemaphoreCounts Semaphores { get; } = new();

    internal PropertyStorage Properties { get; } = new();

    /// <summary>Null where nothing in the compilation can suspend.</summary>
    internal static CompilationFacts? Of(Compilation compilation) => KnownTypes.In(compilation) is { } known ? new CompilationFacts(known) : null;
}
