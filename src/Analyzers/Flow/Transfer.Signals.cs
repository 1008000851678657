using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow;

/// <summary>Events and conditions: they are no locks, and change nothing in the state; what is done to them, and under which locks, is a fact.</summary>
internal sealed partial class Transfer
{
    private void CollectSignal(IInvocationOperation call, AbstractValue signal)
    {
        if (Collector is not null && SignalShapes.Classify(call) is { } kind)
            Collector.Signal(new SignalFact(body, call.Syntax, kind, Identify(call.Instance, call, signal), _block.Ordinal, HeldLocks(withClaims: false)));
    }

    // Some events are awaited themselves.
    private void CollectAwaitedSignal(IAwaitOperation wait, AbstractValue signal)
    {
        if (Collector is not null && Unconverted(wait.Operation) is { Type: { } type } and not IInvocationOperation && SignalShapes.IsManualResetEvent(type) && signal.Path is { IsVariable: true } path)
            Collector.Signal(new SignalFact(body, wait.Syntax, SignalOperationKind.WaitForEvent, LockId.Of(path), _block.Ordinal, HeldLocks(withClaims: false)));
    }
}
