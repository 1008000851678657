using System.Collections.Immutable;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow;

/// <summary>What becomes of the task of an acquisition that nobody awaits.</summary>
internal enum PendingForm
{
    /// <summary>The call is a statement of its own.</summary>
    Statement,

    /// <summary>The task is assigned to a discard.</summary>
    Discard,

    /// <summary>The task, and not what it would result in, is disposed of.</summary>
    Using,

    /// <summary>The task is kept in a variable that is never used.</summary>
    Stored,

    /// <summary>The task is only asked whether it is complete.</summary>
    Looked,
}

/// <summary>An acquisition whose task is not awaited, blocked on or handed on in its body.</summary>
/// <param name="Variables">The variables that hold the task: a lambda may still await it.</param>
internal sealed record PendingFact(Body Body, SyntaxNode Syntax, LockId Lock, LockTraits Traits, PendingForm Form, ImmutableArray<ISymbol> Variables);

/// <summary>
/// Follows the tasks of acquisitions through the variables of a body. In no order: a task that is awaited anywhere, perhaps only if it is
/// not complete yet, is awaited.
/// </summary>
internal sealed class PendingTasks(Body body)
{
    // A holder is a local variable or a capture of the graph.
    private readonly Dictionary<SyntaxNode, (LockId Lock, LockTraits Traits, PendingForm Form, object? Holder)> _started = [];
    private readonly HashSet<object> _used = [];
    private readonly HashSet<object> _disposed = [];
    private readonly HashSet<object> _looked = [];
    private readonly Dictionary<object, List<object>> _copies = [];

    internal void Start(IInvocationOperation call, LockId id, LockTraits traits)
    {
        var (use, holder) = UseOf(call);
        if (use == Use.Dropped)
            _started[call.Syntax] = (id, traits, PendingForm.Statement, null);
        else if (use == Use.Discarded)
            _started[call.Syntax] = (id, traits, PendingForm.Discard, null);
        else if (use == Use.Copied)
            _started[call.Syntax] = (id, traits, PendingForm.Stored, holder);
    }

    internal void Reference(ILocalReferenceOperation local) => Reference(local, local.Local);

    internal void Reference(IFlowCaptureReferenceOperation capture) => Reference(capture, capture.Id);

    internal ImmutableArray<PendingFact> ToFacts()
    {
        var facts = ImmutableArray.CreateBuilder<PendingFact>();
        foreach (var pair in _started)
        {
            var (id, traits, form, holder) = pair.Value;
            var holders = new HashSet<object>();
            if (holder is not null)
                Gather(holder, holders);
            if (holders.Overlaps(_used))
                continue;
            if (form == PendingForm.Stored)
                form = holders.Overlaps(_disposed) ? PendingForm.Using : holders.Overlaps(_looked) ? PendingForm.Looked : form;
            facts.Add(new PendingFact(body, pair.Key, id, traits, form, holders.OfType<ISymbol>().ToImmutableArray()));
        }

        return facts.ToImmutable();
    }

    private void Gather(object holder, HashSet<object> holders)
    {
        if (!holders.Add(holder) || !_copies.TryGetValue(holder, out var copies))
            return;
        foreach (object copy in copies)
            Gather(copy, holders);
    }

    private enum Use
    {
        Consumed,
        Dropped,
        Discarded,
        Copied,
        Looked,
        Disposed,
    }

    private void Reference(IOperation reference, object holder)
    {
        var (use, target) = UseOf(reference);
        switch (use)
        {
            case Use.Consumed:
                _used.Add(holder);
                break;
            case Use.Disposed:
                _disposed.Add(holder);
                break;
            case Use.Looked:
                _looked.Add(holder);
                break;
            case Use.Copied:
                if (!_copies.TryGetValue(holder, out var copies))
                    _copies.Add(holder, copies = []);
                copies.Add(target!);
                break;
        }
    }

    private static (Use Use, object? Holder) UseOf(IOperation task)
    {
        while (task.Parent is IConversionOperation or IParenthesizedOperation
            || (task.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve" } adapter && adapter.Instance == task)
            || (task.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var extension } } && TaskAdapters.IsShortForm(extension)))
        {
            task = task.Parent is IArgumentOperation { Parent: { } call } ? call : task.Parent;
        }

        switch (task.Parent)
        {
            case IExpressionStatementOperation:
                return (Use.Dropped, null);
            case ISimpleAssignmentOperation { Target: IDiscardOperation } assignment when assignment.Value == task:
                return (Use.Discarded, null);
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target, Parent: null or IExpressionStatementOperation } assignment when assignment.Value == task:
                return (Use.Copied, target.Local);
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation } assignment when assignment.Target == task:
                return (Use.Dropped, null);
            case IFlowCaptureOperation capture:
                return (Use.Copied, capture.Id);
            case IIsNullOperation:
                return (Use.Dropped, null);
            case IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" } disposal when disposal.Instance == task:
                return (Use.Disposed, null);
            // Where the answer is handed on, as tests do, someone else decides what it means.
            case IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully" or "IsCanceled" or "IsFaulted" or "Status" } question when !IsHandedOn(question):
                return (Use.Looked, null);
            default:
                return (Use.Consumed, null);
        }
    }

    private static bool IsHandedOn(IOperation answer)
    {
        while (answer.Parent is IUnaryOperation or IBinaryOperation or IConversionOperation or IParenthesizedOperation)
            answer = answer.Parent;
        return answer.Parent is IArgumentOperation or IInvocationOperation or ISimpleAssignmentOperation;
    }
}
