using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// Calls that the compiler cannot resolve: of a package that is not restored yet, or in a line that is not finished. Whether they are of a lock, only
/// their names say. What is said of a race here has to stand when the code compiles.
/// </summary>
internal sealed partial class Transfer
{
    private static readonly LockTraits s_unresolved = new(LockMode.Exclusive, IsThreadOwned: false, IsReentrant: true, LockPatience.Forever) { IsPresumed = true };

    private Dictionary<string, bool>? _releasedByName;

    private AbstractValue InvokeUnresolved(IInvalidOperation call, ExpressionSyntax called)
    {
        var (target, name) = called switch
        {
            MemberAccessExpressionSyntax access => (access.Expression, access.Name.Identifier.Text),
            MemberBindingExpressionSyntax { Parent.Parent: ConditionalAccessExpressionSyntax conditional } binding => (conditional.Expression, binding.Name.Identifier.Text),
            _ => (null, ""),
        };
        int start = _pending.Count;
        ITypeSymbol? receiverType = null;
        foreach (var child in call.ChildOperations)
        {
            var operand = _pending.Count == start ? Callee(child, called) : child;
            if (_pending.Count == start)
                receiverType = operand.Type;
            _pending.Add(Evaluate(operand));
        }

        HandOn(call);

        var receiver = _pending.Count > start ? _pending[start] : AbstractValue.Unknown;
        // As of any awaited call, what comes of it depends on what went in whole, and not on the object that it was asked of.
        bool isAwaited = name.EndsWith("Async", StringComparison.Ordinal) || (target is null && call.Syntax.Parent is AwaitExpressionSyntax);
        if (isAwaited && target is not null && _pending.Count > start)
            _pending[start] = AbstractValue.Unknown;
        var result = PopFrom(start);
        if (isAwaited)
            result = new AbstractValue { Marks = result.Whole, Whole = result.Whole };
        if (target is null)
            return result;
        // var job = _queue.Start(): an object, as far as anyone can tell.
        if (call.Syntax.Parent is EqualsValueClauseSyntax && !result.IsUnknown)
            result = result with { IsAnswer = true };
        if (receiver.Lock is { } fact)
        {
            if (name is "ConfigureAwait" or "AsTask" or "Preserve" or "GetAwaiter")
                return result with { Lock = fact };
            if (name is "Dispose" or "DisposeAsync" && fact.Kind is LockFactKind.Releaser or LockFactKind.Attempt)
            {
                if (fact.Kind == LockFactKind.Releaser || _state.IsHeld(fact.Lock))
                    Release(fact.Lock, call.Syntax);
                return result;
            }
        }

        var pair = LockPairName.Of(name);
        if ((!IsUnresolvedRelease(name) && !LockShapes.IsAcquireName(name) && !LockShapes.IsScopeName(name) && pair is null) || NameOf(target) is not { } lockName || Facts.Known.IsTaskLike(receiverType))
            return result;

        var id = receiver.Path is { IsVariable: true } path ? LockId.Of(path) : new LockId(Location: null, target.ToString());
        if (pair?.Part is { } part)
            id = id.Location is { } location ? LockId.Of(location.Contents(part)) : new LockId(Location: null, $"{id.Name}[{part}]");
        id = id with { IsPresumed = pair is not null };
        if (IsUnresolvedRelease(name))
        {
            Release(id, call.Syntax);
            return result;
        }

        // TryEnter(), without a time, does not wait.
        var traits = name.StartsWith("Try", StringComparison.Ordinal) && call.Syntax is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } ? s_unresolved with { Patience = LockPatience.None } : s_unresolved;
        if (AcquisitionOf(call.Syntax, name, lockName) is not var (kind, awaited))
            return result;
        // connection.TryGetGlobalLock(…): what is locked may be anything.
        if (kind is LockOperationKind.Acquire or LockOperationKind.TryAcquire && !LockShapes.IsAcquireName(name))
            id = id with { IsPresumed = true };
        return Acquire(new LockOperation(kind, Lock: null, awaited) { Traits = traits }, id, call.Syntax);
    }

    /// <summary>A method that is named in what does not bind is handed to somebody: <c>new RelayCommand(SaveAsync)</c>.</summary>
    private void HandOn(IOperation call)
    {
        if (Collector is null)
            return;
        var given = (call.Syntax as InvocationExpressionSyntax)?.ArgumentList ?? (call.Syntax as BaseObjectCreationExpressionSyntax)?.ArgumentList;
        foreach (var argument in given?.Arguments ?? default)
        {
            // A graph's operations have no semantic model to ask, and a group of methods is no operation.
            var name = argument.Expression as IdentifierNameSyntax ?? (argument.Expression is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: IdentifierNameSyntax own } ? own : null);
            if (name is null)
                continue;
            foreach (var method in body.Member.ContainingType.GetMembers(name.Identifier.ValueText).OfType<IMethodSymbol>())
                Collector.Call(new CallFact(body, method.OriginalDefinition, argument.Expression, HeldLocks(), OnNewObject: false, Escapes: true) { IsHandedOn = true });
        }
    }

    // _gate.EnterAsync stands for itself, and for _gate in it, where neither could be resolved.
    private static IOperation Callee(IOperation child, ExpressionSyntax called) => child.Syntax == called && child.ChildOperations.Count == 1 ? child.ChildOperations.First() : child;

    private static bool IsUnresolvedRelease(string name) => LockShapes.IsReleaseName(name) || LockPairName.Of(name) is { IsRelease: true };

    // A field, property or variable, or a member of one. What is made by a call may be another lock each time.
    private static string? NameOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.Text,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or PostfixUnaryExpressionSyntax, Name: IdentifierNameSyntax member } => member.Identifier.Text,
        PostfixUnaryExpressionSyntax { Operand: var operand } => NameOf(operand),
        _ => null,
    };

    /// <summary>What the call acquires if it is what its name says: a scope, where something is disposed of; else a lock that the type releases somewhere. Null for what is neither.</summary>
    private (LockOperationKind Kind, bool IsAwaited)? AcquisitionOf(SyntaxNode call, string name, string lockName)
    {
        bool awaited = name.EndsWith("Async", StringComparison.Ordinal);
        var whole = call;
        for (; whole.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait", Parent: InvocationExpressionSyntax } || (whole is MemberAccessExpressionSyntax && whole.Parent is InvocationExpressionSyntax); whole = whole.Parent)
            awaited |= whole.Parent is AwaitExpressionSyntax;

        if (IsDisposedOf(whole))
            return LockShapes.IsScopeName(name) ? (LockShapes.IsAttemptName(name) ? LockOperationKind.TryScope : LockOperationKind.Scope, awaited) : null;
        if (!IsReleased(lockName))
            return null;
        // What nobody looks at is taken for success; so is a task that is awaited elsewhere.
        bool isAsked = whole.Parent is not ExpressionStatementSyntax && (whole is AwaitExpressionSyntax || !awaited);
        return (isAsked ? LockOperationKind.TryAcquire : LockOperationKind.Acquire, awaited);
    }

    private static bool IsDisposedOf(SyntaxNode value)
    {
        if (value.Parent is UsingStatementSyntax)
            return true;
        if (value.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier.Text: var variable, Parent.Parent: var statement } })
            return false;
        return statement is UsingStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }
            || statement?.Parent?.DescendantNodes().Any(node => node is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax used, Name.Identifier.Text: "Dispose" or "DisposeAsync" } && used.Identifier.Text == variable) == true;
    }

    // A wait for what nobody here releases is a wait for something else.
    private bool IsReleased(string lockName)
    {
        _releasedByName ??= [];
        if (!_releasedByName.TryGetValue(lockName, out bool known))
        {
            var type = body.Syntax.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().LastOrDefault() ?? body.Syntax;
            _releasedByName[lockName] = known = type.DescendantNodes().Any(node => node switch
            {
                MemberAccessExpressionSyntax release => IsUnresolvedRelease(release.Name.Identifier.Text) && NameOf(release.Expression) == lockName,
                MemberBindingExpressionSyntax { Parent.Parent: ConditionalAccessExpressionSyntax conditional } release => IsUnresolvedRelease(release.Name.Identifier.Text) && NameOf(conditional.Expression) == lockName,
                _ => false,
            });
        }

        return known;
    }
}
