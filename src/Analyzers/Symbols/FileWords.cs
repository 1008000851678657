using System.Runtime.CompilerServices;
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

    // A file is read once, however many projects refer to the one that it is in, and however often an editor asks.
    private static readonly ConditionalWeakTable<SyntaxTree, FileWords> s_files = new();

    private readonly SyntaxTree _file;

    // Whoever reads a file at the same moment finds, and writes, the same.
    private volatile Subjects _subjects;
    private volatile Subjects _loops;

    private FileWords(SyntaxTree file) => _file = file;

    [Flags]
    private enum Subjects
    {
        None = 0,

        /// <summary>The text has been read.</summary>
        Read = 1,
        Suspension = 2,
        Lock = 4,
        GuardedBy = 8,
        Loop = 16,
    }

    /// <summary>Whether something in the file can suspend, or use a lock that is made to be awaited.</summary>
    internal static bool Suspends(SyntaxTree file, CancellationToken cancellation) => Of(file).Mentions(Subjects.Suspension, cancellation);

    /// <summary>Whether there can be a lock of any kind in the file.</summary>
    internal static bool Locks(SyntaxTree file, CancellationToken cancellation) => Of(file).Mentions(Subjects.Lock, cancellation);

    /// <summary>Whether the file can mark a member with the lock that guards it.</summary>
    internal static bool NamesGuard(SyntaxTree file, CancellationToken cancellation) => Of(file).Mentions(Subjects.GuardedBy, cancellation);

    /// <summary>Whether the file can name anything bound to a loop.</summary>
    internal static bool NamesLoop(SyntaxTree file, CancellationToken cancellation) => Of(file).MentionsLoop(cancellation);

    /// <summary>Whether the file can register a type for dependency injection. That is asked once, and of few projects: nothing is kept.</summary>
    internal static bool Registers(SyntaxTree file, CancellationToken cancellation) => HasAny(TextOf(file, cancellation), s_registrations);

    private static FileWords Of(SyntaxTree file) => s_files.GetValue(file, static file => new FileWords(file));

    private static string TextOf(SyntaxTree file, CancellationToken cancellation) => file.GetText(cancellation).ToString();

    private bool Mentions(Subjects subject, CancellationToken cancellation)
    {
        var found = _subjects;
        if (found == Subjects.None)
            _subjects = found = Read(TextOf(_file, cancellation));
        return (found & subject) != 0;
    }

    // Looked for by itself: few types have anything static that makes it worth a look.
    private bool MentionsLoop(CancellationToken cancellation)
    {
        var found = _loops;
        if (found == Subjects.None)
            _loops = found = ReadLoops(TextOf(_file, cancellation));
        return (found & Subjects.Loop) != 0;
    }

    private static Subjects ReadLoops(string text) =>
        HasAny(text, LoopBoundMembers.Names) || Has(text, "LoopBound") ? Subjects.Read | Subjects.Loop : Subjects.Read;

    private static Subjects Read(string text)
    {
        var found = Subjects.Read;
        bool acquires = HasAny(text, s_acquisitions), hasStatement = HasLockStatement(text);
        if (acquires || hasStatement)
            found |= Subjects.Lock;
        if (acquires || Has(text, "await") || (hasStatement && Has(text, "Task")))
            found |= Subjects.Suspension;
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
