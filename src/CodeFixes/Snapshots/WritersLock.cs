using AsyncRace.CodeFixes.Editing;
using AsyncRace.CodeFixes.Guarding;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Snapshots;

/// <summary>The lock that those who change a collection hold: a <c>lock</c> statement's, or one that can be awaited.</summary>
internal sealed class WritersLock
{
    private readonly Acquisition? _acquisition;
    private readonly string? _monitor;

    private WritersLock(Acquisition? acquisition, string? monitor)
    {
        _acquisition = acquisition;
        _monitor = monitor;
    }

    /// <summary>Finds the lock; none where no writer holds one, or the loop does already. False where it cannot be taken before the loop.</summary>
    internal static bool TryFind(
        LocationPath location, SyntaxNode loop, Body body, GuardScope scope, Compilation compilation, CancellationToken cancellationToken, out WritersLock? guard)
    {
        guard = null;
        var writes = scope.AccessesOf(location, cancellationToken).Where(static access => access.IsWrite && access.Body is { IsConstruction: false }).ToList();
        var types = new LockTypes(compilation);
        var awaited = scope.Type?.GetMembers().Select(member => types.Of(member, cancellationToken)).OfType<GuardLock>()
            .FirstOrDefault(candidate => writes.Exists(write => new HeldLocks(scope.ModelOf(write.Name), cancellationToken).IsHeld(write.Name, candidate.Existing!)));
        if (awaited is not null)
        {
            var model = scope.ModelOf(loop);
            if (new HeldLocks(model, cancellationToken).IsHeld(loop, awaited.Existing!))
            {
                return true;
            }

            guard = new WritersLock(new Acquisition(awaited.Name, awaited.Kind, body.IsAsync, AwaitStyle.IsContextFree(body)), monitor: null);

            // Whoever calls this with the lock held would wait for itself.
            return body.IsAsync
                && model.LookupSymbols(loop.SpanStart, name: awaited.Name).All(found => SymbolEqualityComparer.Default.Equals(found, awaited.Existing))
                && !IsCalledBeside(awaited.Existing!, body, scope, cancellationToken);
        }

        // A monitor can be entered again, so that it does not matter who calls.
        var monitor = writes.SelectMany(static write => write.Name.Ancestors().TakeWhile(node => node != write.Body!.Node)).OfType<LockStatementSyntax>()
            .Select(@lock => (Expression: @lock.Expression, Symbol: scope.ModelOf(@lock).GetSymbolInfo(@lock.Expression, cancellationToken).Symbol))
            .FirstOrDefault(static @lock => @lock.Symbol is IFieldSymbol or IPropertySymbol);
        if (monitor.Symbol is not { } symbol)
        {
            // Something else is locked, such as the object itself: nothing says that this is meant by it.
            return writes.TrueForAll(static write => !write.Name.Ancestors().TakeWhile(node => node != write.Body!.Node).OfType<LockStatementSyntax>().Any());
        }

        guard = new WritersLock(acquisition: null, monitor.Expression.WithoutTrivia().ToString());
        return scope.ModelOf(loop).LookupSymbols(loop.SpanStart, name: symbol.Name).All(found => SymbolEqualityComparer.Default.Equals(found, symbol));
    }

    /// <summary>A statement with the lock held.</summary>
    internal IEnumerable<StatementSyntax> Around(StatementSyntax statement, string indent, Layout layout) =>
        _acquisition is not null
            ? CriticalSection.Around([statement], indent, _acquisition, layout)
            :
            [
                SyntaxFactory.LockStatement(
                    attributeLists: default,
                    Code.Token(SyntaxKind.LockKeyword, indent, " "),
                    Code.Token(SyntaxKind.OpenParenToken),
                    Code.Expression(_monitor!),
                    Code.Token(SyntaxKind.CloseParenToken, after: Code.BeforeBlock(layout)),
                    Code.Block(indent, [Indentation.Deeper(statement, layout.Unit)], layout, layout.EndOfLine)),
            ];

    private static bool IsCalledBeside(ISymbol held, Body body, GuardScope scope, CancellationToken cancellationToken)
    {
        var reach = new CallReach(scope, cancellationToken);
        return scope.Parts.SelectMany(static part => part.DescendantNodes()).OfType<MemberAccessExpressionSyntax>()
            .Where(call => call.Parent is InvocationExpressionSyntax && new HeldLocks(scope.ModelOf(call), cancellationToken).Acquires(call, held))
            .Select(Body.Around)
            .OfType<Body>()
            .Distinct()
            .Any(holder => reach.From([holder.Node]).Contains(body));
    }
}
