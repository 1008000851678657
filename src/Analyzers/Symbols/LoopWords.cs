using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>
/// Tells from a file's text whether its code can name anything bound to a loop. Static initializers call builders, and those call others:
/// without this, looking through their syntax would be most of what such rules cost.
/// </summary>
internal sealed class LoopWords
{
    private readonly ConcurrentDictionary<SyntaxTree, bool> _found = new();

    internal bool AreIn(SyntaxTree file, CancellationToken cancellation) =>
        _found.TryGetValue(file, out bool found) ? found : _found.GetOrAdd(file, LoopBoundMembers.MayBeNamedIn(file.GetText(cancellation).ToString()));
}
