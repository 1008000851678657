using AsyncRace.Analyzers.Configuration;
using AsyncRace.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// The functions that are handed to what the options say runs its delegates one call at a time: a subscription, an actor's mailbox, an event processor.
/// Nobody can wait for an <c>async void</c> one, whatever is said.
/// </summary>
internal sealed class SequentialCallbacks
{
    private readonly HashSet<SyntaxNode> _functions = [];

    internal static SequentialCallbacks Find(List<Body> bodies, OptionsByFile options)
    {
        var found = new SequentialCallbacks();
        foreach (var body in bodies)
        {
            if (options.Of(body.Syntax.SyntaxTree) is { SequentialCallbacks.IsEmpty: false } set)
                found.FindIn(body, set);
        }

        return found;
    }

    /// <summary>Whether the function, or the name of one, is handed over to be run one call at a time. Handed over in a loop, it is handed over several times.</summary>
    internal bool Contains(SyntaxNode function, SyntaxNode? declaration = null) => _functions.Contains(function) && !LambdaUses.IsInLoop(function, declaration);

    /// <summary>What becomes of a function, the options considered: one that runs one call at a time still runs next to the code around it.</summary>
    internal LambdaUse UseOf(SyntaxNode function, SyntaxNode? declaration = null) => LambdaUses.Of(function, declaration) switch
    {
        LambdaUse.Overlapping when Contains(function, declaration) => LambdaUse.Detached,
        var use => use,
    };

    private void FindIn(Body body, AnalysisOptions options)
    {
        foreach (var operation in body.Operations)
        {
            switch (operation)
            {
                case IInvocationOperation call when options.RunsOneAtATime(call.TargetMethod, (call.Instance ?? call.Arguments.FirstOrDefault()?.Value)?.Type):
                    AddAll(call.Arguments, body);
                    break;
                case IObjectCreationOperation { Constructor: { } constructor } creation when options.RunsOneAtATime(constructor, creation.Type):
                    AddAll(creation.Arguments, body);
                    break;
                case IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event: var source, Instance: var sender } } subscription when options.RunsOneAtATime(source, sender?.Type):
                    Add(subscription.HandlerValue, body);
                    break;
                case ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: var member, Instance: var owner } } assignment when options.RunsOneAtATime(member, owner?.Type):
                    Add(assignment.Value, body);
                    break;
            }
        }
    }

    private void AddAll(IEnumerable<IArgumentOperation> arguments, Body body)
    {
        foreach (var argument in arguments)
            Add(argument.Value, body);
    }

    private void Add(IOperation value, Body body)
    {
        while (value is IConversionOperation conversion)
            value = conversion.Operand;
        // Captured where something further on in the call branches.
        if (value is IFlowCaptureReferenceOperation { Id: var id })
            value = body.Operations.OfType<IFlowCaptureOperation>().FirstOrDefault(capture => capture.Id.Equals(id))?.Value ?? value;
        var (function, syntax) = value is not IDelegateCreationOperation { Target: var target } ? default : target switch
        {
            IFlowAnonymousFunctionOperation lambda => (lambda.Symbol, lambda.Syntax),
            IMethodReferenceOperation reference => (reference.Method, reference.Syntax),
            _ => default,
        };
        if (function is not null and not { IsAsync: true, ReturnsVoid: true })
            _functions.Add(syntax);
    }
}
