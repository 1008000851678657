using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Guarding;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Initialization;

/// <summary>
/// A private field that one method makes when it is first asked for, and gives away; nothing else uses it:
/// <c>async Task&lt;Client&gt; GetAsync() => _client ??= await ConnectAsync();</c>, with or without an <c>if</c>.
/// </summary>
internal sealed class LazyValue
{
    private LazyValue(VariableDeclaratorSyntax variable, IFieldSymbol field, Body getter, ExpressionSyntax creation, string configuration, ITypeSymbol type, SemanticModel model)
    {
        Variable = variable;
        Field = field;
        Getter = getter;
        Creation = creation;
        Configuration = configuration;
        Type = type.ToMinimalDisplayString(model, variable.SpanStart);
        Model = model;
    }

    internal VariableDeclaratorSyntax Variable { get; }

    internal FieldDeclarationSyntax Declaration => (FieldDeclarationSyntax)Variable.Parent!.Parent!;

    internal IFieldSymbol Field { get; }

    /// <summary>The method that makes it.</summary>
    internal Body Getter { get; }

    /// <summary>The call that makes it: what is awaited.</summary>
    internal ExpressionSyntax Creation { get; }

    /// <summary><c>.ConfigureAwait(false)</c>, if it is awaited so; else nothing.</summary>
    internal string Configuration { get; }

    /// <summary>The value's type as it can be written at the field.</summary>
    internal string Type { get; }

    internal SemanticModel Model { get; }

    internal static LazyValue? Of(ReportedRace finding, Project project, Compilation compilation, CancellationToken cancellationToken)
    {
        var model = compilation.GetSemanticModel(finding.Write.SyntaxTree);
        if (finding.Location is not { IsVariable: false, Steps.Length: 1, Root: IFieldSymbol { DeclaredAccessibility: Accessibility.Private, IsReadOnly: false, IsVolatile: false, Type.IsReferenceType: true } field }
            || field.DeclaringSyntaxReferences is not { Length: 1 } references
            || references[0].GetSyntax(cancellationToken) is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax } } variable
            || variable.SyntaxTree != finding.Write.SyntaxTree
            || variable.Initializer is { Value: not LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } }
            // Whatever an attribute is for, it is for the field as it is.
            || !field.GetAttributes().IsEmpty
            || GuardScope.Of(finding, project, compilation, cancellationToken) is not { } scope
            || scope.Parts.Count != field.ContainingType.DeclaringSyntaxReferences.Length
            || Body.Around(finding.Write) is not { IsAsync: true, Node: MethodDeclarationSyntax or LocalFunctionStatementSyntax } getter)
        {
            return null;
        }

        // A copy made with 'with' would share what is made later.
        if (field.ContainingType.IsRecord || field.ContainingType.IsValueType
            || scope.Parts.SelectMany(static part => part.DescendantNodes()).OfType<IdentifierNameSyntax>().Any(name =>
                name.Identifier.ValueText == field.Name && !getter.Equals(Body.Around(name))
                && SymbolEqualityComparer.Default.Equals(scope.ModelOf(name).GetSymbolInfo(name, cancellationToken).Symbol?.OriginalDefinition, field.OriginalDefinition)))
        {
            return null;
        }

        if (Made(getter, name => IsField(name, field, model, cancellationToken)) is not { } awaited || HasComments(getter))
        {
            return null;
        }

        var (creation, configuration) = Configured(awaited);
        return model.GetTypeInfo(creation, cancellationToken).Type is INamedTypeSymbol { TypeArguments: { Length: 1 } result } task
            && task.OriginalDefinition.ToDisplayString() == "System.Threading.Tasks.Task<TResult>"
            && SymbolEqualityComparer.Default.Equals(result[0], field.Type)
            && !creation.DescendantNodesAndSelf().Any(static node => node is AwaitExpressionSyntax or ThisExpressionSyntax or BaseExpressionSyntax)
            // The first caller's token, or name, is not every caller's.
            && !creation.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name =>
                model.GetSymbolInfo(name, cancellationToken).Symbol is ILocalSymbol or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.Constructor } })
                ? new LazyValue(variable, field, getter, creation, configuration, result[0], model)
                : null;
    }

    /// <summary>
    /// The constructor that has to create what makes the value, because that needs the object: the only one, with a block.
    /// False where it is needed and there is none.
    /// </summary>
    internal bool TryFindConstructor(CancellationToken cancellationToken, out ConstructorDeclarationSyntax? constructor)
    {
        constructor = null;
        var names = Creation.DescendantNodesAndSelf().OfType<SimpleNameSyntax>()
            .Where(static name => !(name.Parent is MemberAccessExpressionSyntax member && member.Name == name)).ToList();
        if (!names.Exists(name => Model.GetSymbolInfo(name, cancellationToken).Symbol is (IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol) and { IsStatic: false }))
        {
            return true;
        }

        constructor = Field.ContainingType.InstanceConstructors.Where(static candidate => !candidate.IsImplicitlyDeclared).ToList() is [{ DeclaringSyntaxReferences: [var only] } method]
            && only.SyntaxTree == Variable.SyntaxTree && !method.Parameters.Any(parameter => names.Exists(name => name.Identifier.ValueText == parameter.Name))
                ? only.GetSyntax(cancellationToken) as ConstructorDeclarationSyntax
                : null;
        return constructor is { Body: not null, Initializer: null or { RawKind: (int)SyntaxKind.BaseConstructorInitializer } };
    }

    private static bool IsField(ExpressionSyntax expression, IFieldSymbol field, SemanticModel model, CancellationToken cancellationToken) =>
        SymbolEqualityComparer.Default.Equals(
            model.GetSymbolInfo(expression is PostfixUnaryExpressionSyntax suppressed && suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression) ? suppressed.Operand : expression, cancellationToken).Symbol,
            field);

    /// <summary>What is awaited to make the value, where that and giving it away is all that the method does.</summary>
    private static ExpressionSyntax? Made(Body getter, Func<ExpressionSyntax, bool> isField)
    {
        if (getter.Expression is { } expression)
        {
            return Coalesced(expression, isField);
        }

        return getter.Block?.Statements.ToArray() switch
        {
            [ReturnStatementSyntax { Expression: { } result }] => Coalesced(result, isField),
            [ExpressionStatementSyntax { Expression: var set }, ReturnStatementSyntax { Expression: { } result }] when isField(result) => Coalesced(set, isField),
            [IfStatementSyntax { Else: null } missing, ReturnStatementSyntax { Expression: { } result }] when isField(result) && Tests(missing.Condition, isField) == false =>
                Only(missing.Statement) is ExpressionStatementSyntax { Expression: var set } ? Assigned(set, isField) : null,
            [IfStatementSyntax { Else: null } present, ReturnStatementSyntax { Expression: { } result }] when Tests(present.Condition, isField) == true && Returns(present.Statement) =>
                Assigned(result, isField),
            [IfStatementSyntax { Else: null } present, ExpressionStatementSyntax { Expression: var set }, ReturnStatementSyntax { Expression: { } result }]
                when isField(result) && Tests(present.Condition, isField) == true && Returns(present.Statement) => Assigned(set, isField),
            _ => null,
        };

        bool Returns(StatementSyntax statement) => Only(statement) is ReturnStatementSyntax { Expression: { } given } && isField(given);
    }

    private static StatementSyntax? Only(StatementSyntax statement) =>
        statement is BlockSyntax block ? block.Statements.Count == 1 ? block.Statements[0] : null : statement;

    private static ExpressionSyntax? Coalesced(ExpressionSyntax expression, Func<ExpressionSyntax, bool> isField) =>
        expression is AssignmentExpressionSyntax { Right: AwaitExpressionSyntax made } set && set.IsKind(SyntaxKind.CoalesceAssignmentExpression) && isField(set.Left) ? made.Expression : null;

    private static ExpressionSyntax? Assigned(ExpressionSyntax expression, Func<ExpressionSyntax, bool> isField) =>
        expression is AssignmentExpressionSyntax { Right: AwaitExpressionSyntax made } set && set.IsKind(SyntaxKind.SimpleAssignmentExpression) && isField(set.Left) ? made.Expression : null;

    /// <summary>What a condition asks: whether the field is set, or, false, whether it is not; null for anything else.</summary>
    private static bool? Tests(ExpressionSyntax condition, Func<ExpressionSyntax, bool> isField) => condition switch
    {
        BinaryExpressionSyntax { Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } comparison when isField(comparison.Left) =>
            comparison.Kind() switch
            {
                SyntaxKind.EqualsExpression => false,
                SyntaxKind.NotEqualsExpression => true,
                _ => null,
            },
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } } test when isField(test.Expression) => false,
        IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } } } test
            when isField(test.Expression) => true,
        IsPatternExpressionSyntax { Pattern: RecursivePatternSyntax { Type: null, PositionalPatternClause: null, PropertyPatternClause.Subpatterns.Count: 0, Designation: null } } test
            when isField(test.Expression) => true,
        _ => null,
    };

    private static (ExpressionSyntax Creation, string Configuration) Configured(ExpressionSyntax awaited) =>
        awaited is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } access } call
            ? (access.Expression, ".ConfigureAwait" + call.ArgumentList.WithoutTrivia())
            : (awaited, "");

    /// <summary>Code that is written anew would lose them.</summary>
    private static bool HasComments(Body getter)
    {
        var code = (SyntaxNode?)getter.Block ?? getter.Expression!;
        return code.ContainsDirectives || code.DescendantTrivia().Any(trivia =>
            code.Span.Contains(trivia.Span) && trivia.Kind() is not (SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia));
    }
}
