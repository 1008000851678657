using AsyncRace.CodeFixes.Editing;
using AsyncRace.CodeFixes.Findings;
using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Repairs;

/// <summary>One way to repair findings, offered in the light bulb.</summary>
internal abstract class Repair
{
    /// <summary>
    /// Every repair, the one offered first first. For an enumeration that is a snapshot, for a slot the comparison: that is what
    /// maintainers choose, and nobody has to wait. Else the lock comes first because it is right on every scheduler; reading or checking
    /// again, or storing a task, closes the window to a few instructions, and entirely only where continuations share one thread.
    /// </summary>
    internal static IReadOnlyList<Repair> All { get; } =
    [
        new EnumerateSnapshot(), new CompareAndClear(), new UseAsyncLazy(), new GuardWithLock(), new GuardBehindFastPath(),
        new HoldGuard(), new UseInterlocked(),
        new TakeBatchOut(), new ReadAgain(), new CheckAgain(), new StoreTheTask(),
    ];

    /// <summary>What makes several findings repairable together by Fix All.</summary>
    internal abstract string EquivalenceKey { get; }

    /// <summary>The title of a Fix All, which repairs more than one location.</summary>
    internal abstract string FixAllTitle { get; }

    internal abstract bool Handles(string diagnosticId);

    /// <summary>The repair of one finding, or null where it cannot be repaired this way.</summary>
    /// <param name="others">The other findings of its file, for a repair that must not get in their way.</param>
    internal abstract PreparedRepair? PrepareOne(
        Project project, Compilation compilation, ReportedRace finding, IReadOnlyList<ReportedRace> others, CancellationToken cancellationToken);

    /// <summary>The repair of all findings that it can repair, or null where it can repair none.</summary>
    internal abstract PreparedRepair? PrepareAll(Project project, Compilation compilation, IReadOnlyList<ReportedRace> findings, CancellationToken cancellationToken);
}

/// <summary>A repair that is known to work.</summary>
/// <param name="Title">What the light bulb says.</param>
/// <param name="Parts">Its independent parts.</param>
internal sealed record PreparedRepair(string Title, IReadOnlyList<RepairPart> Parts);

/// <summary>A part of a repair that is made wholly or not at all.</summary>
/// <param name="Trees">The files that it may change.</param>
/// <param name="Write">Writes it into the edits of the documents.</param>
internal sealed record RepairPart(IReadOnlyCollection<SyntaxTree> Trees, Action<Func<SyntaxTree, DocumentEdits>> Write);
