using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow;

/// <summary>Members that are marked with the lock that guards them.</summary>
internal sealed partial class Transfer
{
    private void Guarded(ISymbol member, AbstractValue owner, IOperation? instance, SyntaxNode syntax)
    {
        if (Collector is null || owner.IsNew || Facts.Guards.Of(member) is not { IsUsable: true } guard || GuardOn(guard, owner, instance) is not { } @lock)
            return;
        Collector.Guarded(new GuardedAccess(body, syntax, member, _state.Find(@lock) is { IsClaim: false } || LockStatements.Enclose(syntax, @lock.Name)));
    }

    /// <summary>At a suspension: what was read under the locks that are held, and is still relied on.</summary>
    private void CollectKept()
    {
        if (Collector is null || _state.Held.Count == 0)
            return;
        var relied = FreshMarks(_state);
        foreach (var held in _state.Held)
        {
            foreach (int mark in held.IsClaim ? BitSet.Empty : held.Covered)
            {
                if (relied.Contains(mark))
                    Collector.Keeps(held.Lock, Marks[mark].Token.Location);
            }
        }
    }

    private AbstractValue EvaluateEvent(IEventReferenceOperation reference)
    {
        var owner = Evaluate(reference.Instance);
        Guarded(reference.Event, owner, reference.Instance, reference.Syntax);
        return owner.Part();
    }

    /// <summary>The guard of a member of this object; null where the code has no name for the object.</summary>
    private static LockId? GuardOn(DeclaredGuard guard, AbstractValue owner, IOperation? instance)
    {
        if (guard.Storage is { } storage && (storage.IsStatic || owner.Path is not null))
            return SharedLocation.Member(owner.Path, storage) is { } location ? LockId.Of(location) : null;
        string? named = owner.Path is { IsVariable: false } ? "this" : owner.Path?.ToString() ?? (instance is ILocalReferenceOperation or IParameterReferenceOperation ? instance.Syntax.ToString() : null);
        return named is null ? null
            : !guard.IsThis ? new LockId(Location: null, named == "this" ? guard.Name : $"{named}.{guard.Name}")
            : owner.Path is { IsVariable: true } path ? LockId.Of(path) : instance is ILocalReferenceOperation or IParameterReferenceOperation ? null : new LockId(Location: null, named);
    }

    /// <summary>The lock that the callers of a marked member hold, as the member sees it.</summary>
    internal static LockId? HeldByContract(DeclaredGuard? guard) =>
        guard is { IsUsable: true } ? GuardOn(guard, AbstractValue.This, instance: null) : null;
}
