using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>
/// Tells from a file's text what its code can have to do with. A look at every token would be most of what the types cost that have
/// nothing to do with any rule. It may name a subject that the code has nothing to do with, never the other way round.
/// </summary>
internal sealed class FileWords
{
    private static readonly string[] s_acquisitions =
    [
        "WaitAsync", "EnterAsync", "AcquireAsync", "LockAsync", "AsyncLock", "Semaphore", "ReaderWriterLockSlim", "Monitor", "Mutex", "SpinLock",
    ];

    private static readonly string[] s_registrations = ["Singleton", "Scoped", "Transient", "AddHostedService", "AddHttpClient", "Blazor", "AddRazorComponents", "WebAssemblyHost"];

    private readonly ConcurrentDictionary<SyntaxTree, Subjects> _found = new();

    [Flags]
    private enum Subjects
    {
        None = 0,
        Suspension = 1,
        Lock = 2,
        Loop = 4,
        GuardedBy = 8,
    }

    /// <summary>Whether something in the file can suspend, or use a lock that is made to be awaited.</summary>
    internal bool Suspends(SyntaxTree file, CancellationToken cancellation) => Of(file, cancellation).HasFlag(Subjects.Suspension);

    /// <summary>Whether there can be a lock of any kind in the file.</summary>
    internal bool Locks(SyntaxTree file, CancellationToken cancellation) => Of(file, cancellation).HasFlag(Subjects.Lock);

    /// <summary>Whether the file can name anything bound to a loop.</summary>
    internal bool NamesLoop(SyntaxTree file, CancellationToken cancellation) => Of(file, cancellation).HasFlag(Subjects.Loop);

    /// <summary>Whether the file can mark a member with the lock that guards it.</summary>
    internal bool NamesGuard(SyntaxTree file, CancellationToken cancellation) => Of(file, cancellation).HasFlag(Subjects.GuardedBy);

    /// <summary>Whether the file can register a type for dependency injection. That is asked once, and of few projects: nothing is kept.</summary>
    internal static bool Registers(SyntaxTree file, CancellationToken cancellation) => HasAny(file.GetText(cancellation).ToString(), s_registrations);

    private Subjects Of(SyntaxTree file, CancellationToken cancellation) =>
        _found.TryGetValue(file, out var found) ? found : _found.GetOrAdd(file, Read(file.GetText(cancellation).ToString()));

    private static Subjects Read(string text)
    {
        var found = Subjects.None;
        bool acquires = HasAny(text, s_acquisitions), hasStatement = HasLockStatement(text);
        if (acquires || hasStatement)
            found |= Subjects.Lock;
        if (acquires || Has(text, "await") || (hasStatement && Has(text, "Task")))
            found |= Subjects.Suspension;
        if (HasAny(text, LoopBoundMembers.Names) || Has(text, "LoopBound"))
            found |= Subjects.Loop;
        if (Has(text, "GuardedBy"))
            found |= Subjects.GuardedBy;
        return found;
    }

    private static bool Has(string text, string word) => text.IndexOf(word, StringComparison.Ordinal) >= 0;

    private static bool HasAny(string text, IEnumerable<string> words)
    {
        foreach (string word in words)
        {
            if (Has(text, word))
                return true;
        }

        return false;
    }

    private static bool HasLockStatement(string text)
    {
        const string word = "lock";
        for (int start = text.IndexOf(word, StringComparison.Ordinal); start >= 0; start = text.IndexOf(word, start + word.Length, StringComparison.Ordinal))
        {
            int end = start + word.Length;
            if ((start == 0 || !SyntaxFacts.IsIdentifierPartCharacter(text[start - 1])) && end < text.Length && !SyntaxFacts.IsIdentifierPartCharacter(text[end]))
                return true;
        }

        return false;
    }
}
