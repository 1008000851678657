using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>
/// The reads that a write relies on: those whose value reaches it through locals, and those in conditions that decide whether it
/// runs. It errs on the side of too many: a critical section that is a little larger is still right.
/// </summary>
internal sealed class RelatedReads
{
    private readonly Body _body;
    private readonly List<SyntaxNode> _reads;
    private readonly SemanticModel _model;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<ISymbol, HashSet<SyntaxNode>> _carriers = new(SymbolEqualityComparer.Default);

    internal RelatedReads(Body body, IEnumerable<Access> accesses, SemanticModel model, CancellationToken cancellationToken)
    {
        _body = body;
        _model = model;
        _cancellationToken = cancellationToken;
        _reads = [.. accesses.Where(access => body.Equals(access.Body) && !IsPureTarget(access)).Select(static access => access.Target)];
        FollowLocals();
    }

    internal IEnumerable<SyntaxNode> Of(SyntaxNode write)
    {
        var relied = new HashSet<SyntaxNode>();
        foreach (var statement in StatementList.Around(write, _body.Node))
        {
            // The statement itself, or, around the write, what decides about it.
            foreach (var part in statement.Span == StatementList.Around(write, _body.Node).First().Span ? [statement] : Decisive(statement))
            {
                relied.UnionWith(CarriedBy(part));
            }

            foreach (var guard in Guards(statement))
            {
                relied.UnionWith(CarriedBy(guard));
            }
        }

        return relied;
    }

    /// <summary>Whether a value read from the location gets into a piece of code.</summary>
    internal bool Feed(SyntaxNode part) => CarriedBy(part).Any();

    private void FollowLocals()
    {
        // Twice, so that a value handed on in a loop, against the order of the text, is followed too.
        for (var round = 0; round < 2; round++)
        {
            foreach (var node in _body.OwnNodes())
            {
                switch (node)
                {
                    case VariableDeclaratorSyntax { Initializer: { } initializer } declarator:
                        Carry(_model.GetDeclaredSymbol(declarator, _cancellationToken), initializer.Value);
                        break;
                    case AssignmentExpressionSyntax { Left: IdentifierNameSyntax local } assignment:
                        Carry(_model.GetSymbolInfo(local, _cancellationToken).Symbol, assignment.Right);
                        break;
                    case AssignmentExpressionSyntax { Left: DeclarationExpressionSyntax or TupleExpressionSyntax } deconstruction:
                        CarryAll(deconstruction.Left, deconstruction.Right);
                        break;
                    case InvocationExpressionSyntax call:
                        CarryAll(call.ArgumentList, call);
                        break;
                    case IsPatternExpressionSyntax pattern:
                        CarryAll(pattern.Pattern, pattern.Expression);
                        break;
                    case ForEachStatementSyntax loop:
                        Carry(_model.GetDeclaredSymbol(loop, _cancellationToken), loop.Expression);
                        break;
                }
            }
        }
    }

    /// <summary>Gives every variable that is declared in a part the reads of a value: <c>out var</c>, patterns, deconstruction.</summary>
    private void CarryAll(SyntaxNode part, SyntaxNode value)
    {
        foreach (var designation in part.DescendantNodesAndSelf().OfType<SingleVariableDesignationSyntax>())
        {
            Carry(_model.GetDeclaredSymbol(designation, _cancellationToken), value);
        }
    }

    private void Carry(ISymbol? variable, SyntaxNode value)
    {
        if (variable is not (ILocalSymbol or IParameterSymbol))
        {
            return;
        }

        var carried = CarriedBy(value).ToList();
        if (carried.Count > 0)
        {
            if (!_carriers.TryGetValue(variable, out var reads))
            {
                _carriers.Add(variable, reads = []);
            }

            reads.UnionWith(carried);
        }
    }

    private IEnumerable<SyntaxNode> CarriedBy(SyntaxNode part)
    {
        foreach (var read in _reads.Where(read => part.FullSpan.Contains(read.Span)))
        {
            yield return read;
        }

        if (_carriers.Count == 0)
        {
            yield break;
        }

        foreach (var name in part.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            if (_carriers.Keys.Any(carrier => carrier.Name == name.Identifier.ValueText)
                && _model.GetSymbolInfo(name, _cancellationToken).Symbol is { } symbol
                && _carriers.TryGetValue(symbol, out var reads))
            {
                foreach (var read in reads)
                {
                    yield return read;
                }
            }
        }
    }

    /// <summary>The parts of a compound statement that decide whether what is inside it runs.</summary>
    private static IEnumerable<SyntaxNode> Decisive(StatementSyntax statement) => statement switch
    {
        IfStatementSyntax conditional => [conditional.Condition],
        WhileStatementSyntax loop => [loop.Condition],
        DoStatementSyntax loop => [loop.Condition],
        ForStatementSyntax { Condition: { } condition } => [condition],
        ForEachStatementSyntax loop => [loop.Expression],
        SwitchStatementSyntax choice => [choice.Expression, .. choice.Sections.SelectMany(static section => section.Labels)],
        _ => [],
    };

    /// <summary>The conditions that leave the list before a statement is reached: <c>if (_closed) return;</c>.</summary>
    private static IEnumerable<SyntaxNode> Guards(StatementSyntax statement) =>
        StatementList.Of(statement)
            .TakeWhile(sibling => sibling != statement)
            .OfType<IfStatementSyntax>()
            .Where(static guard => Leaves(guard.Statement) || (guard.Else is { } otherwise && Leaves(otherwise.Statement)))
            .Select(static guard => guard.Condition);

    private static bool Leaves(StatementSyntax statement) => statement switch
    {
        BlockSyntax block => block.Statements.Count > 0 && Leaves(block.Statements[block.Statements.Count - 1]),
        ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax or GotoStatementSyntax => true,
        _ => false,
    };

    // The left side of a plain assignment is not read.
    private static bool IsPureTarget(Access access) =>
        access.IsWrite && access.Target.Parent is AssignmentExpressionSyntax { OperatorToken.ValueText: "=" } assignment && assignment.Left == access.Target;
}
