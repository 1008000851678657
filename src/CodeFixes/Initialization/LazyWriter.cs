using AsyncRace.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Initialization;

/// <summary>Writes another field and another body for a lazy value.</summary>
internal static class LazyWriter
{
    /// <summary>The field as <c>AsyncLazy</c>, which the method awaits.</summary>
    /// <param name="constructor">The constructor that has to create it, where an initializer cannot; else null.</param>
    internal static void UseAsyncLazy(LazyValue value, ConstructorDeclarationSyntax? constructor, DocumentEdits edits)
    {
        if (value.Model.LookupNamespacesAndTypes(value.Variable.SpanStart, name: "AsyncLazy").IsEmpty)
        {
            edits.AddUsing("AsyncRace.Threading");
        }

        var type = $"AsyncLazy<{value.Type}>";
        var isTargetTyped = ((CSharpParseOptions)value.Variable.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp9;
        var creation = $"{value.Variable.Identifier.Text} = {(isTargetTyped ? "new" : "new " + type)}(() => {value.Creation.WithoutTrivia()});";
        if (constructor?.Body is { } body)
        {
            Declare(value, edits, $"readonly {type} {value.Variable.Identifier.Text};");
            edits.ChangeList(body, 0, 0, _ => [Code.Line(edits.Layout.IndentOfFunction(constructor) + edits.Layout.Unit, creation, edits.Layout)]);
        }
        else
        {
            Declare(value, edits, $"readonly {type} {creation}");
        }

        var awaited = Code.Await(value.Variable.Identifier.Text + value.Configuration);
        if (value.Getter.Expression is { } expression)
        {
            edits.Change(expression, current => awaited.WithTriviaFrom(current));
            return;
        }

        var block = value.Getter.Block!;
        edits.ChangeList(block, 0, block.Statements.Count, _ =>
            [ExpressionBody.Statement(awaited, isResult: true, edits.Layout.IndentOfFunction(value.Getter.Node) + edits.Layout.Unit, edits.Layout)]);
    }

    /// <summary>The field as a task, that all callers await; one that failed is forgotten.</summary>
    internal static void StoreTheTask(LazyValue value, DocumentEdits edits)
    {
        var name = value.Variable.Identifier.ValueText + "Task";
        var isAnnotated = value.Field.NullableAnnotation == NullableAnnotation.Annotated;
        Declare(value, edits, $"Task<{value.Type}>{(isAnnotated ? "?" : "")} {name};");
        if (value.Model.LookupNamespacesAndTypes(value.Variable.SpanStart, name: "Interlocked").IsEmpty)
        {
            edits.AddUsing("System.Threading");
        }

        var task = edits.NewLocal("task", value.Getter.Node);
        var layout = edits.Layout;
        if (value.Getter.Block is { } block)
        {
            edits.ChangeList(block, 0, block.Statements.Count, _ => Statements(layout.IndentOfFunction(value.Getter.Node) + layout.Unit));
            return;
        }

        edits.Change(value.Getter.Node, function => ExpressionBody.WithBlock(function, (_, inner) => Statements(inner), layout.IndentOfFunction(value.Getter.Node), layout));

        IEnumerable<StatementSyntax> Statements(string indent)
        {
            var inside = indent + layout.Unit;
            var brace = layout.BracesOnOwnLine ? layout.EndOfLine + indent + "{" : " {";
            string[] lines =
            [
                $"{indent}var {task} = {name} ??= {value.Creation.WithoutTrivia()};",
                $"{indent}try{brace}",
                $"{inside}return await {task}{value.Configuration};",
                $"{indent}}}{(layout.BracesOnOwnLine ? layout.EndOfLine + indent : " ")}catch{brace}",
                $"{inside}// The next caller tries again.",
                $"{inside}Interlocked.CompareExchange(ref {name}, null, {task});",
                $"{inside}throw;",
                $"{indent}}}",
            ];
            var text = "async void M()" + layout.EndOfLine + "{" + layout.EndOfLine + string.Concat(lines.Select(line => line + layout.EndOfLine)) + "}";
            return ((MethodDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration(text)!).Body!.Statements;
        }
    }

    /// <summary>Another declaration in the place of the field's, with its modifiers and comments.</summary>
    private static void Declare(LazyValue value, DocumentEdits edits, string rest) =>
        edits.Change(value.Declaration, declaration =>
        {
            var field = (FieldDeclarationSyntax)declaration;
            var modifiers = string.Concat(field.Modifiers.Select(static modifier => modifier.Text + " "));
            var written = (FieldDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration(modifiers + rest)!;
            return field.AttributeLists.Count == 0
                ? written.WithTriviaFrom(field)
                : written.WithAttributeLists(field.AttributeLists).WithModifiers(field.Modifiers).WithTrailingTrivia(field.GetTrailingTrivia());
        });
}
