using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>
/// Which conditions of a body can tell two ways to a release apart: those that decide over an acquire or a release, and are asked more than
/// once or of a variable. All others would only multiply the paths.
/// </summary>
internal sealed class ConditionNames
{
    private readonly ControlDependence _control;
    private readonly Dictionary<string, int> _asked = [];
    private readonly HashSet<ISymbol> _tested = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _writtenElsewhere = new(SymbolEqualityComparer.Default);
    private readonly HashSet<string> _said = [];
    private readonly List<ExpressionSyntax> _overReleaseAlone = [];

    internal ConditionNames(Body body, LockShapes locks)
    {
        _control = new ControlDependence(body.Graph);
        _said.UnionWith(body.Symbol.Parameters.Where(static parameter => parameter is { RefKind: RefKind.None, Type.SpecialType: SpecialType.System_Boolean }).Select(static parameter => parameter.Name));
        var deciding = new HashSet<int>();
        var captured = new Dictionary<CaptureId, List<IOperation>>();
        foreach (var block in body.Graph.Blocks)
        {
            bool locking = false;
            foreach (var operation in Operations(block))
            {
                if (operation is IInvocationOperation release && locks.Classify(release) is { Kind: LockOperationKind.Release } && AskedFor(release.Syntax) is { } asked)
                    _overReleaseAlone.Add(asked);
                locking |= operation is IInvocationOperation call && (locks.Classify(call) is not null || call.TargetMethod.Name is "Dispose" or "DisposeAsync");
                // From then on it says something else.
                if (operation is ISimpleAssignmentOperation { Target: IParameterReferenceOperation { Parameter.Name: var written }, Value.ConstantValue.HasValue: false })
                    _said.Remove(written);
                if (operation is IFlowCaptureOperation capture)
                {
                    if (!captured.TryGetValue(capture.Id, out var values))
                        captured.Add(capture.Id, values = []);
                    values.Add(capture.Value);
                }
                else if (operation is IFlowAnonymousFunctionOperation lambda)
                {
                    FindWrites(lambda.Syntax, body);
                }
            }

            if (locking)
                deciding.UnionWith(_control.BranchesOver(block.Ordinal));
        }

        foreach (var function in body.Graph.LocalFunctions)
            FindWrites(function.DeclaringSyntaxReferences[0].GetSyntax(), body);

        foreach (int branch in deciding)
        {
            if (body.Graph.Blocks[branch].BranchValue is { } condition)
                Ask(condition, captured, depth: 0);
        }
    }

    /// <summary>Whether it may be asked again.</summary>
    internal bool Matters(string text) => _asked.TryGetValue(text, out int times) && times > 1;

    internal bool IsTested(ISymbol variable) => _tested.Contains(variable);

    /// <summary>Whether it is a flag that the caller has set, and that says what it said then.</summary>
    internal bool IsSaidByCaller(string text) => _said.Contains(text);

    /// <summary>Whether a lambda or local function writes it too, at a time that is not known.</summary>
    internal bool IsWrittenElsewhere(ISymbol variable) => _writtenElsewhere.Contains(variable);

    /// <summary>Whether all that a condition decides is whether a lock is released.</summary>
    internal bool IsOverReleaseAlone(IOperation? condition) => condition is not null && _overReleaseAlone.Exists(asked => asked.Span.Contains(condition.Syntax.Span));

    /// <summary>The branches that decide whether a block runs.</summary>
    internal IReadOnlyCollection<int> BranchesOver(int block) => _control.BranchesOver(block);

    /// <summary>A condition's name: how it is written, without what only negates it.</summary>
    internal static string TextOf(IOperation operation)
    {
        var syntax = operation.Syntax;
        while (true)
        {
            switch (syntax)
            {
                case ParenthesizedExpressionSyntax parenthesized:
                    syntax = parenthesized.Expression;
                    continue;
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed:
                    syntax = suppressed.Operand;
                    continue;
                case MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own:
                    return own.Name.Identifier.Text;
                default:
                    return syntax.ToString();
            }
        }
    }

    internal static string NullTest(IOperation operand) => TextOf(PairingTransfer.Unconverted(operand)) + " is null";

    /// <summary>Whether a name is a word of a text.</summary>
    internal static bool Mentions(string text, string name)
    {
        for (int at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            bool begins = at == 0 || !SyntaxFacts.IsIdentifierPartCharacter(text[at - 1]);
            bool ends = at + name.Length == text.Length || !SyntaxFacts.IsIdentifierPartCharacter(text[at + name.Length]);
            if (begins && ends)
                return true;
        }

        return false;
    }

    private void Ask(IOperation condition, Dictionary<CaptureId, List<IOperation>> captured, int depth)
    {
        while (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } || (condition is IConversionOperation { Operand: var converted } && (operand = converted) is not null))
            condition = operand;
        foreach (var part in condition.DescendantsAndSelf())
        {
            switch (part)
            {
                case ILocalReferenceOperation local:
                    _tested.Add(local.Local);
                    break;
                case IParameterReferenceOperation parameter:
                    _tested.Add(parameter.Parameter);
                    break;
                case IFlowCaptureReferenceOperation reference when depth < 4 && captured.TryGetValue(reference.Id, out var values):
                    foreach (var value in values)
                        Ask(value, captured, depth + 1);
                    break;
            }
        }

        // Tested for true or false, it is its own test.
        condition = condition switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: bool }, LeftOperand: var left } => left,
            IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool } }, Value: var value } => value,
            _ => condition,
        };
        string text = condition switch
        {
            IIsNullOperation { Operand: IFlowCaptureReferenceOperation reference } when captured.TryGetValue(reference.Id, out var values) => NullTest(values[0]),
            IIsNullOperation isNull => NullTest(isNull.Operand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: var constant }, LeftOperand: var left } =>
                constant is null ? NullTest(left) : $"{TextOf(left)} == {constant}",
            IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var constant } }, Value: var value } =>
                constant is null ? NullTest(value) : $"{TextOf(value)} == {constant}",
            IIsPatternOperation { Pattern: IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true } or INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } }, Value: var value } => NullTest(value),
            _ => TextOf(condition),
        };
        // A variable can be asked and set; anything else is only worth keeping in mind if it is asked again.
        int times = condition is ILocalReferenceOperation or IParameterReferenceOperation or IIsNullOperation or IFieldReferenceOperation ? 2 : 1;
        _asked[text] = (_asked.TryGetValue(text, out int before) ? before : 0) + times;
    }

    // if (asked) sem.Release();
    private static ExpressionSyntax? AskedFor(SyntaxNode release)
    {
        SyntaxNode? statement = release.FirstAncestorOrSelf<ExpressionStatementSyntax>();
        if (statement?.Parent is BlockSyntax { Statements.Count: 1 } block)
            statement = block;
        return statement?.Parent is IfStatementSyntax { Else: null, Condition: var condition } ? condition : null;
    }

    private void FindWrites(SyntaxNode function, Body body)
    {
        foreach (var assignment in function.DescendantNodes().OfType<AssignmentExpressionSyntax>())
        {
            if (assignment.Left is IdentifierNameSyntax { Identifier.Text: var name })
                _writtenElsewhere.UnionWith(LocalsNamed(name, body));
        }
    }

    private static IEnumerable<ISymbol> LocalsNamed(string name, Body body)
    {
        var open = new Stack<ControlFlowRegion>();
        open.Push(body.Graph.Root);
        while (open.Count > 0)
        {
            var region = open.Pop();
            foreach (var local in region.Locals)
            {
                if (local.Name == name)
                    yield return local;
            }

            foreach (var nested in region.NestedRegions)
                open.Push(nested);
        }
    }

    private static IEnumerable<IOperation> Operations(BasicBlock block)
    {
        foreach (var operation in block.Operations)
        {
            foreach (var part in operation.DescendantsAndSelf())
                yield return part;
        }

        if (block.BranchValue is { } value)
        {
            foreach (var part in value.DescendantsAndSelf())
                yield return part;
        }
    }
}
