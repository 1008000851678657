using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow;

/// <summary>What belongs to a thread: its own state, and the locks that it owns. A body that suspends may go on on another.</summary>
internal sealed partial class Transfer
{
    private const string Context = "SynchronizationContext.Current";

    // What of an operation is the current thread's own.
    private string? ThreadStateOf(IOperation operation) => operation switch
    {
        IFieldReferenceOperation { Field: var field } when IsThreadLocal(field) => field.Name,
        IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.Name: "ThreadLocal" }, Instance: IMemberReferenceOperation { Member: var member } } => $"{member.Name}.Value",
        _ => null,
    };

    private void ReadThreadState(IOperation operation)
    {
        if (Collector is not null && ThreadStateOf(operation) is { } name && _state.Threads.Find(name) is { Since: { } since } slot)
        {
            Collector.ThreadState(new ThreadStateFact(body, operation.Syntax, name, slot.Set, since, IsWrite: false));
            _state.Threads = _state.Threads.Forget(name);
        }
    }

    private void WriteThreadState(IOperation target, SyntaxNode syntax, AbstractValue value)
    {
        if (ThreadStateOf(target) is { } name)
            WriteThreadState(name, syntax, IsEmptied(value));
    }

    /// <param name="isEmpty">Whether nothing is left there that this body would come back for: a cache whose entry is taken out.</param>
    private void WriteThreadState(string name, SyntaxNode syntax, bool isEmpty)
    {
        var slot = _state.Threads.Find(name);
        if (slot?.Since is { } since && slot.Set != syntax)
        {
            Collector?.ThreadState(new ThreadStateFact(body, syntax, name, slot.Set, since, IsWrite: true));
            _state.Threads = _state.Threads.Forget(name);
        }
        else
        {
            // Written again on the same thread, it is as it was before.
            bool isRestored = slot is { Since: null } && slot.Set != syntax;
            _state.Threads = isEmpty || isRestored ? _state.Threads.Forget(name) : _state.Threads.Set(name, syntax);
        }
    }

    private static bool IsEmptied(AbstractValue value) => value.IsNullConstant || value is { HasConstant: true, Constant: false or 0 };

    private void SuspendThread(SyntaxNode suspension)
    {
        _state.Threads = _state.Threads.Suspend(suspension);
        if (Collector is null)
            return;
        foreach (var held in _state.Held)
        {
            if (held.By is { Traits.IsThreadOwned: true } by)
                Collector.HeldAcross(new HeldAcrossFact(body, by, held.Lock, suspension));
        }
    }

    /// <summary>using (_lock.Lock()) return SaveAsync(): the lock is released when the task has been started, not when it is done.</summary>
    private void ReturnTask(IOperation value)
    {
        if (body.Symbol.IsAsync || _state.Held.Count == 0)
            return;
        value = Unconverted(value);
        while (value is IInvocationOperation { Instance: { } inner } adapter && IsPassThrough(adapter.TargetMethod))
            value = Unconverted(inner);
        if (value is not IInvocationOperation call || !Facts.Known.IsTaskLike(call.Type) || Facts.CompletedAwaits.IsComplete(call, CompletesAtOnce) || Facts.Locks.Classify(call) is not null)
            return;
        // Task.FromResult and the like, and what is not known to go on after it has returned.
        if (call.TargetMethod.IsStatic && Facts.Known.IsTaskLike(call.TargetMethod.ContainingType))
            return;

        var summary = type.Summarize(call.TargetMethod.OriginalDefinition);
        foreach (var held in _state.Held)
        {
            if (held is not { IsClaim: false, By: { Traits.IsPresumed: false } by })
                continue;
            // A lock statement may be there for the start alone; it is not where the method goes on writing.
            bool goesOn = summary is null ? !by.Traits.IsThreadOwned : call.TargetMethod.IsAsync && summary.MaySuspend && (!by.Traits.IsThreadOwned || summary.Written.Any(static w => w.AfterSuspension));
            if (goesOn)
                _state.Escaping = _state.Escaping.Add(new EscapedTaskFact(body, call.Syntax, held.Lock, by));
        }
    }
}
