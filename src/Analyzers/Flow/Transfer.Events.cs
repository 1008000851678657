using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow;

/// <summary>Events and delegates that the object keeps: who handles them, and where they are called.</summary>
internal sealed partial class Transfer
{
    private void Subscribe(IOperation @event, IOperation handler)
    {
        if (Collector is null || EventOf(@event) is not { } symbol || Unconverted(handler) is not IDelegateCreationOperation creation)
            return;
        if (creation.Target is IMethodReferenceOperation { Instance: null or IInstanceReferenceOperation } reference)
            Collector.Subscribes(new SubscriptionFact(symbol, reference.Method.OriginalDefinition));
        else if (creation.Target is IFlowAnonymousFunctionOperation lambda)
            Collector.Subscribes(new SubscriptionFact(symbol, lambda.Symbol));
    }

    private void Raise(IInvocationOperation call)
    {
        if (Collector is null || call.Instance is not { } target || EventOf(Resolved(Unconverted(target))) is not { } symbol)
            return;
        Collector.Raises(new RaiseFact(body, symbol, call.Syntax, OwnLocks(), _state.Trail.Left));
        if (!Facts.Known.IsTaskLike(call.TargetMethod.ReturnType))
            Collector.WaitsFor(call.Syntax);
    }

    private static ISymbol? EventOf(IOperation operation) => operation is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation, Member: IEventSymbol or IFieldSymbol or IPropertySymbol } reference
        ? reference.Member.OriginalDefinition
        : null;
}
