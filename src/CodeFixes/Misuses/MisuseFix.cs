using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace AsyncRace.CodeFixes.Misuses;

/// <summary>One way to repair a finding that is in one place: as changes of the text, so that comments and layout stay as they are.</summary>
internal abstract class MisuseFix
{
    /// <summary>Every fix, the one offered first first.</summary>
    internal static IReadOnlyList<MisuseFix> All { get; } = [new AcquireBeforeTry(), new HoldByScope(), new TestWait(), new RemoveRelease(), new MoveIntoTry(), new ReleaseInFinally(), new AwaitAcquisition(), new AddMaximum(), new RemoveInnerAcquire(), new CallUnlockedPart(), new UseAwaitedLock(), new UseScope(), new RemoveCatch(), new UseLoopLocal(), new UseAsyncLazy(), new UseAutoResetEvent(), new LockCondition(), new WaitInLoop(), new LimitFanOut()];

    internal abstract string RuleId { get; }

    /// <summary>What makes several findings repairable together by Fix All.</summary>
    internal abstract string EquivalenceKey { get; }

    internal abstract string Title { get; }

    /// <summary>The changes that repair a finding; null where it cannot be repaired this way.</summary>
    /// <param name="place">What is reported.</param>
    internal abstract IReadOnlyList<TextChange>? ChangesFor(SyntaxNode place, Diagnostic finding, SemanticModel model, CancellationToken cancellationToken);
}
