using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>Types that run the delegates they are given one after the other: what one of them runs, it keeps the others from, as a lock does.</summary>
internal static class SerialExecutors
{
    private static readonly string[] s_words = ["Serial", "Sequential"];
    private static readonly string[] s_kinds = ["Executor", "Queue", "Scheduler", "Runner", "Dispatcher", "Worker"];

    /// <summary>Told by the name: a serial executor, a sequential task queue; not a serializer.</summary>
    internal static bool RunsInTurn(INamedTypeSymbol? type) =>
        type is not null
        && Array.Exists(s_kinds, kind => type.Name.EndsWith(kind, StringComparison.Ordinal))
        && Array.Exists(s_words, word => type.Name.IndexOf(word, StringComparison.Ordinal) is var at and >= 0 && char.IsUpper(type.Name[at + word.Length]));
}
