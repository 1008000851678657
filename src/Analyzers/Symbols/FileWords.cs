using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>
/// Tells from a file's text whether its code can matter to a question. A look at every token would be most of what the types cost that
/// have nothing to do with any rule.
/// </summary>
/// <param name="mayMatter">Whether a text can. It may say so of text that does not, never the other way round.</param>
internal sealed class FileWords(Func<string, bool> mayMatter)
{
    private readonly ConcurrentDictionary<SyntaxTree, bool> _found = new();

    internal bool AreIn(SyntaxTree file, CancellationToken cancellation) =>
        _found.TryGetValue(file, out bool found) ? found : _found.GetOrAdd(file, mayMatter(file.GetText(cancellation).ToString()));
}
