using AsyncRace.CodeFixes.Editing;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>Writes a plan into the documents: the lock, and each section that holds it.</summary>
internal sealed class GuardWriter(Compilation compilation, Func<SyntaxTree, DocumentEdits> editsOf, CancellationToken cancellationToken)
{
    /// <summary>The sections that make their check once before they take the lock.</summary>
    internal IReadOnlyCollection<Section> BehindFastPath { get; init; } = [];

    internal void Write(GuardPlan plan)
    {
        if (plan.Lock.Existing is null)
        {
            Declare(plan);
        }

        foreach (var section in plan.Sections)
        {
            Wrap(plan, section);
        }
    }

    private void Wrap(GuardPlan plan, Section section)
    {
        var edits = editsOf(section.Tree);
        var layout = edits.Layout;
        var model = plan.Scope.ModelOf(section.Body.Node);
        var conversion = plan.Lock.Kind == LockKind.Monitor ? null : AsyncConversion.Of(section.Body, model, cancellationToken);
        var isAsync = section.Body.IsAsync || conversion is not null;
        var acquisition = new Acquisition(
            Spelled(plan, section, model), plan.Lock.Kind, isAsync, isAsync && AwaitStyle.IsContextFree(section.Body, plan.Scope));
        var fastPath = BehindFastPath.Contains(section) ? FastPath.Of(section, model, cancellationToken) : null;
        if (section.IsExpression)
        {
            WrapExpression(section, edits, model, acquisition, conversion, fastPath);
            return;
        }

        if (conversion is not null && edits.Claim(section.Body.Node))
        {
            conversion.Write(edits);
        }

        var first = section.List[section.First];
        if (plan.Lock.Existing is { } held && EarlierAcquisition.Of(section, held, new HeldLocks(model, cancellationToken), model, cancellationToken) is { } earlier)
        {
            var at = layout.IndentOf(first);
            edits.ChangeList(StatementList.OwnerOf(first), section.First, section.Last - section.First + 1, taken =>
                fastPath is null ? earlier.Moved(taken, layout) : fastPath.Write(taken, at, (statements, _) => earlier.Moved(statements, layout), layout));
            return;
        }

        if (StatementList.IsEmbedded(first))
        {
            var outside = layout.IndentOf(first.Parent is ElseClauseSyntax { Parent: { } conditional } ? conditional : first.Parent!);
            var inside = outside + layout.Unit;
            edits.Change(first.Parent!, owner =>
            {
                var statement = Embedded.Of(owner)!;
                var placed = layout.StartsLine(first.GetFirstToken()) ? statement : statement.WithLeadingTrivia(Code.Space(inside));
                return Embedded.WithBlock(owner, Code.Block(outside, Guarded([placed], inside, acquisition, fastPath, layout), layout, layout.EndOfLine), layout);
            });
            return;
        }

        var hoisted = new WellFormed(model, cancellationToken).Hoisted(section)
            .ToDictionary(declaration => IndexIn(section, declaration), declaration => Type(declaration, model));
        var startsLine = layout.StartsLine(first.GetFirstToken());
        var indent = startsLine ? layout.IndentOf(first) : layout.IndentOfFunction(section.Body.Node) + layout.Unit;
        edits.ChangeList(StatementList.OwnerOf(first), section.First, section.Last - section.First + 1, taken =>
        {
            var declared = new List<StatementSyntax>();
            var statements = new List<StatementSyntax>();
            for (var i = 0; i < taken.Count; i++)
            {
                var statement = startsLine || i > 0 ? taken[i] : taken[i].WithLeadingTrivia(Code.Space(indent));
                if (hoisted.TryGetValue(i, out var type))
                {
                    var declaration = (LocalDeclarationStatementSyntax)statement;
                    declared.Add(Code.Line(indent, $"{type} {declaration.Declaration.Variables[0].Identifier};", layout));
                    statement = Assignment(declaration);
                }

                statements.Add(statement);
            }

            return declared.Concat(Guarded(statements, indent, acquisition, fastPath, layout));
        });
    }

    private void WrapExpression(Section section, DocumentEdits edits, SemanticModel model, Acquisition acquisition, AsyncConversion? conversion, FastPath? fastPath)
    {
        var layout = edits.Layout;
        var isResult = ExpressionBody.IsResult(section.Body, model, cancellationToken);
        var indent = layout.IndentOfFunction(section.Body.Node);
        edits.UnfoldAccessors(section.Body.Node);
        edits.Change(section.Body.Node, function => ExpressionBody.WithBlock(
            function,
            (expression, inner) => Guarded(
                [conversion?.Statement(expression, inner, layout) ?? ExpressionBody.Statement(expression, isResult, inner, layout)], inner, acquisition, fastPath, layout),
            indent,
            layout));
        conversion?.Write(edits);
    }

    private static IEnumerable<StatementSyntax> Guarded(IReadOnlyList<StatementSyntax> statements, string indent, Acquisition acquisition, FastPath? fastPath, Layout layout) =>
        fastPath is null
            ? CriticalSection.Around(statements, indent, acquisition, layout)
            : fastPath.Write(statements, indent, (inside, at) => CriticalSection.Around(inside, at, acquisition, layout), layout);

    /// <summary>A declaration whose variable is declared before the section, as the assignment that is left of it.</summary>
    private static StatementSyntax Assignment(LocalDeclarationStatementSyntax declaration)
    {
        var variable = declaration.Declaration.Variables[0];
        var assignment = SyntaxFactory.AssignmentExpression(
            SyntaxKind.SimpleAssignmentExpression,
            SyntaxFactory.IdentifierName(variable.Identifier).WithLeadingTrivia(declaration.GetLeadingTrivia()),
            variable.Initializer!.EqualsToken,
            variable.Initializer.Value);
        return SyntaxFactory.ExpressionStatement(assignment, declaration.SemicolonToken);
    }

    private static int IndexIn(Section section, StatementSyntax statement)
    {
        var index = 0;
        while (section.List[section.First + index] != statement)
        {
            index++;
        }

        return index;
    }

    private string Type(LocalDeclarationStatementSyntax declaration, SemanticModel model)
    {
        var variable = declaration.Declaration.Variables[0];
        if (!declaration.Declaration.Type.IsVar || model.GetDeclaredSymbol(variable, cancellationToken) is not ILocalSymbol local)
        {
            return declaration.Declaration.Type.WithoutTrivia().ToString();
        }

        // The type of a 'var' always admits null; a person writes that only where null can come.
        var isNeverNull = model.GetTypeInfo(variable.Initializer!.Value, cancellationToken).Nullability.FlowState == NullableFlowState.NotNull
            && !IsAssigned(declaration, local, model);
        var type = isNeverNull && local.Type.IsReferenceType ? local.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : local.Type;
        return type.ToMinimalDisplayString(model, declaration.SpanStart);
    }

    private bool IsAssigned(LocalDeclarationStatementSyntax declaration, ILocalSymbol local, SemanticModel model) =>
        Body.Around(declaration)!.Node.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment =>
            assignment.Left.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name =>
                name.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, local)));

    /// <summary>The lock's name, qualified where something else has it too.</summary>
    private static string Spelled(GuardPlan plan, Section section, SemanticModel model)
    {
        if (plan.Lock.Existing is not { } existing || model.LookupSymbols(section.Span.Start, name: existing.Name).All(found => SymbolEqualityComparer.Default.Equals(found, existing)))
        {
            return plan.Lock.Name;
        }

        return (existing.IsStatic ? existing.ContainingType.ToMinimalDisplayString(model, section.Span.Start) : "this") + "." + plan.Lock.Name;
    }

    private void Declare(GuardPlan plan)
    {
        if (plan.Scope.Variable is { } variable)
        {
            DeclareVariable(plan, variable);
            return;
        }

        var field = plan.Locations[0].Root.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellationToken).FirstAncestorOrSelf<MemberDeclarationSyntax>()).OfType<FieldDeclarationSyntax>().FirstOrDefault();
        var part = (TypeDeclarationSyntax)(plan.Scope.Parts.FirstOrDefault(part => field is not null && part == field.Parent)
            ?? plan.Scope.Parts.First(part => part.SyntaxTree == plan.Sections[0].Tree && part.FullSpan.Contains(plan.Sections[0].Span)));
        var edits = editsOf(part.SyntaxTree);
        var layout = edits.Layout;
        var type = TypeName(plan, edits, part, plan.Scope.ModelOf(part));
        var text = $"private {(plan.IsStatic ? "static " : "")}readonly {type} {plan.Lock.Name} = {Creation(plan.Lock.Kind, type, part, isTargetTyped: true)};";
        var index = IndexAfterFields(part, field);
        var indent = part.Members.Count > 0 && layout.StartsLine(part.Members[0].GetFirstToken()) ? layout.IndentOf(part.Members[0]) : layout.IndentOf(part) + layout.Unit;
        var follows = index < part.Members.Count && part.Members[index] is not FieldDeclarationSyntax && !StartsWithBlankLine(part.Members[index]);
        edits.AddMember(part, index, SyntaxFactory.ParseMemberDeclaration(text)!
            .WithLeadingTrivia(Code.Space(indent))
            .WithTrailingTrivia(Code.Space(follows ? layout.EndOfLine + layout.EndOfLine : layout.EndOfLine)));
    }

    private static bool StartsWithBlankLine(SyntaxNode member) =>
        member.GetLeadingTrivia().SkipWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).FirstOrDefault().IsKind(SyntaxKind.EndOfLineTrivia);

    /// <summary>After the fields that the location is among; else after the part's last field; else at its top.</summary>
    private static int IndexAfterFields(TypeDeclarationSyntax part, FieldDeclarationSyntax? field)
    {
        var index = field is not null && field.Parent == part
            ? part.Members.IndexOf(field)
            : part.Members.LastIndexOf(static member => member is FieldDeclarationSyntax);
        while (index >= 0 && index + 1 < part.Members.Count && part.Members[index + 1] is FieldDeclarationSyntax)
        {
            index++;
        }

        return index + 1;
    }

    private void DeclareVariable(GuardPlan plan, ISymbol variable)
    {
        var declaration = variable.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken);
        var edits = editsOf(declaration.SyntaxTree);
        var layout = edits.Layout;
        var type = TypeName(plan, edits, declaration, plan.Scope.ModelOf(declaration));
        var text = $"var {plan.Lock.Name} = {Creation(plan.Lock.Kind, type, declaration, isTargetTyped: false)};";
        if (declaration.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { } statement)
        {
            var index = StatementList.Of(statement).ToList().IndexOf(statement);
            edits.ChangeList(StatementList.OwnerOf(statement), index + 1, 0, _ => [Code.Line(layout.IndentOf(statement), text, layout)]);
        }
        else if (Body.Around(declaration)?.Block is { } block)
        {
            edits.ChangeList(block, 0, 0, _ => [Code.Line(layout.IndentOf(block) + layout.Unit, text, layout)]);
        }
    }

    private static string Creation(LockKind kind, string type, SyntaxNode place, bool isTargetTyped)
    {
        var arguments = kind == LockKind.Semaphore ? "(1, 1)" : "()";
        return isTargetTyped && ((CSharpParseOptions)place.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp9 ? "new" + arguments : $"new {type}{arguments}";
    }

    /// <summary>The lock's type as it can be written there, with its namespace imported; in full where another type has its name.</summary>
    private string TypeName(GuardPlan plan, DocumentEdits edits, SyntaxNode place, SemanticModel model)
    {
        var types = new LockTypes(compilation);
        var type = plan.Lock.Kind == LockKind.Semaphore ? types.Semaphore! : types.Companion!;
        var known = model.LookupNamespacesAndTypes(place.SpanStart, name: type.Name);
        if (known.IsEmpty)
        {
            edits.AddUsing(type.ContainingNamespace.ToDisplayString());
            return type.Name;
        }

        return known.Length == 1 && SymbolEqualityComparer.Default.Equals(known[0], type) ? type.Name : type.ToMinimalDisplayString(model, place.SpanStart);
    }
}
