using AsyncRace.Analyzers.Rules;
using AsyncRace.CodeFixes.Editing;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Guarding;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Slots;

/// <summary>
/// A slot that an operation fills, and clears when it is done: <c>_current = own; await …; _current = null;</c>. By then it may hold
/// the value of a newer operation.
/// </summary>
internal sealed class OwnedSlot
{
    private readonly AssignmentExpressionSyntax _publication;
    private readonly string? _own;
    private readonly bool _isField;
    private readonly SemanticModel _model;

    private OwnedSlot(AssignmentExpressionSyntax clearing, AssignmentExpressionSyntax publication, string? own, bool isField, SemanticModel model)
    {
        Clearing = clearing;
        _publication = publication;
        _own = own;
        _isField = isField;
        _model = model;
    }

    /// <summary>The assignment that clears.</summary>
    internal AssignmentExpressionSyntax Clearing { get; }

    internal static OwnedSlot? Of(ReportedRace finding, SemanticModel model, CancellationToken cancellationToken)
    {
        if (finding.Shape != RaceShape.Slot
            || finding.Write.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is not { Parent: ExpressionStatementSyntax clearing } clear
            || !clear.IsKind(SyntaxKind.SimpleAssignmentExpression)
            || Body.Around(clear) is not { } body
            || Assignment(finding.Read) is not { } publication || !body.Equals(Body.Around(publication))
            || model.GetTypeInfo(clear.Left, cancellationToken).Type is not { IsReferenceType: true })
        {
            return null;
        }

        // With a second value of its own in the slot, it is not told which one to compare with.
        var values = Accesses.Of(finding.Location, body.Node, model, cancellationToken)
            .Where(access => access.IsWrite && body.Equals(access.Body) && !(access.Target.Parent is AssignmentExpressionSyntax { Right: { } right } && IsNull(right))).ToList();
        if (values.Count != 1 || !publication.Left.Span.Contains(values[0].Target.Span))
        {
            return null;
        }

        var isField = model.GetSymbolInfo(clear.Left, cancellationToken).Symbol is IFieldSymbol;
        if (Local(publication, body, model, cancellationToken) is { } local)
        {
            return IsInScope(local, clear) ? new OwnedSlot(clear, publication, local.Name, isField, model) : null;
        }

        // Otherwise the value gets a name where it is put there.
        return publication.Parent is ExpressionStatementSyntax statement && !StatementList.IsEmbedded(statement) && statement.Parent!.Span.Contains(clear.Span)
            && WellFormed.CanBeNamed(model.GetTypeInfo(publication.Right, cancellationToken).Type ?? model.Compilation.ObjectType)
            && model.GetTypeInfo(publication.Right, cancellationToken).Type is not null
            && publication.Right is not ImplicitObjectCreationExpressionSyntax
                ? new OwnedSlot(clear, publication, own: null, isField, model)
                : null;
    }

    internal void Write(DocumentEdits edits)
    {
        var layout = edits.Layout;
        var own = _own ?? edits.NewLocal("own", Clearing);
        if (_own is null)
        {
            var statement = (StatementSyntax)_publication.Parent!;
            var index = StatementList.Of(statement).ToList().IndexOf(statement);
            var value = _publication.Right;
            var indent = layout.IndentOf(statement);
            edits.ChangeList(StatementList.OwnerOf(statement), index, 1, taken =>
            {
                var declaration = Code.Line(indent, $"var {own} = {value.WithoutTrivia()};", layout);
                var published = taken[0].ReplaceNode(
                    ((AssignmentExpressionSyntax)((ExpressionStatementSyntax)taken[0]).Expression).Right, SyntaxFactory.IdentifierName(own).WithTriviaFrom(value));
                return [declaration.WithLeadingTrivia(taken[0].GetLeadingTrivia()), published.WithLeadingTrivia(Code.Space(indent))];
            });
        }

        if (_isField)
        {
            if (_model.LookupNamespacesAndTypes(Clearing.SpanStart, name: "Interlocked").IsEmpty)
            {
                edits.AddUsing("System.Threading");
            }

            edits.Change(Clearing, clear => Code.Expression($"Interlocked.CompareExchange(ref {((AssignmentExpressionSyntax)clear).Left.WithoutTrivia()}, null, {own})").WithTriviaFrom(clear));
            return;
        }

        edits.Change(Clearing.Parent!, statement =>
        {
            var indent = layout.IndentOf(Clearing);
            var inner = ((ExpressionStatementSyntax)statement).WithLeadingTrivia(Code.Space(indent + layout.Unit)).WithTrailingTrivia(Code.Space(layout.EndOfLine));
            return SyntaxFactory.IfStatement(
                    attributeLists: default,
                    Code.Token(SyntaxKind.IfKeyword, after: " "),
                    Code.Token(SyntaxKind.OpenParenToken),
                    Code.Expression($"ReferenceEquals({Clearing.Left.WithoutTrivia()}, {own})"),
                    Code.Token(SyntaxKind.CloseParenToken, after: Code.BeforeBlock(layout)),
                    Code.Block(indent, [inner], layout, ""),
                    @else: null)
                .WithTriviaFrom(statement);
        });
    }

    private static AssignmentExpressionSyntax? Assignment(SyntaxNode? published) =>
        published?.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { } assignment && assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) ? assignment : null;

    /// <summary>The local that holds the value all along: <c>_current = own</c>, or <c>var own = _current = …</c>.</summary>
    private static ISymbol? Local(AssignmentExpressionSyntax publication, Body body, SemanticModel model, CancellationToken cancellationToken)
    {
        var local = publication switch
        {
            { Right: IdentifierNameSyntax name } => model.GetSymbolInfo(name, cancellationToken).Symbol,
            { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } } => model.GetDeclaredSymbol(declarator, cancellationToken),
            _ => null,
        };
        return local is ILocalSymbol { IsRef: false } or IParameterSymbol { RefKind: RefKind.None }
            && !body.Node.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment =>
                assignment.Left is IdentifierNameSyntax left && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(left, cancellationToken).Symbol, local))
                ? local
                : null;
    }

    private static bool IsInScope(ISymbol local, SyntaxNode place) =>
        local is IParameterSymbol
        || local.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax() is var declaration && declaration.SpanStart < place.SpanStart
            && declaration.FirstAncestorOrSelf<StatementSyntax>() is { Parent: { } block } && block.Span.Contains(place.Span));

    private static bool IsNull(ExpressionSyntax value) =>
        value.IsKind(SyntaxKind.NullLiteralExpression) || value.IsKind(SyntaxKind.DefaultLiteralExpression)
        || (value is PostfixUnaryExpressionSyntax suppressed && suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression) && IsNull(suppressed.Operand));
}
