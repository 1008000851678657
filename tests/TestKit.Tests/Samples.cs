using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.TestKit.Tests;

/// <summary>KIT001: a class whose name starts with a small letter.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public class SmallNameAnalyzer : DiagnosticAnalyzer
{
    public const string Id = "KIT001";

    internal static readonly DiagnosticDescriptor Rule = new(Id, "Small name", "'{0}' starts small", "Kit", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    public override void Initialize(AnalysisContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(Generated);
        context.RegisterSyntaxNodeAction(Check, SyntaxKind.ClassDeclaration);
    }

    protected virtual GeneratedCodeAnalysisFlags Generated => GeneratedCodeAnalysisFlags.None;

    protected virtual void Check(SyntaxNodeAnalysisContext context)
    {
        var type = (ClassDeclarationSyntax)context.Node;
        if (char.IsLower(type.Identifier.Text[0]))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, type.Identifier.GetLocation(), [type.Keyword.GetLocation()], type.Identifier.Text));
        }
    }
}

/// <summary>Reports in generated code too, where nobody can repair it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NoisyAnalyzer : SmallNameAnalyzer
{
    protected override GeneratedCodeAnalysisFlags Generated => GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics;
}

/// <summary>Is off by default.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SilentAnalyzer : SmallNameAnalyzer
{
    private static readonly DiagnosticDescriptor Silent = new("KIT002", "Small name", "'{0}' starts small", "Kit", DiagnosticSeverity.Info, isEnabledByDefault: false);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Silent];

    protected override void Check(SyntaxNodeAnalysisContext context) =>
        context.ReportDiagnostic(Diagnostic.Create(Silent, ((ClassDeclarationSyntax)context.Node).Identifier.GetLocation(), "it"));
}

/// <summary>Throws on the first class it sees.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CrashingAnalyzer : SmallNameAnalyzer
{
    protected override void Check(SyntaxNodeAnalysisContext context) => throw new NotSupportedException("the sample crash");
}

/// <summary>Renames a class at its declaration.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public class CapitalizeFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [SmallNameAnalyzer.Id];

    public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        context.RegisterCodeFix(
            CodeAction.Create("Capitalize", cancellationToken => RenameAsync(context.Document, context.Diagnostics[0], Capitalized, cancellationToken), "capital"),
            context.Diagnostics);
        context.RegisterCodeFix(
            CodeAction.Create("Shout", cancellationToken => RenameAsync(context.Document, context.Diagnostics[0], static name => name.ToUpperInvariant(), cancellationToken), "shout"),
            context.Diagnostics);
        return Task.CompletedTask;
    }

    protected virtual string Capitalized(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    internal static async Task<Document> RenameAsync(Document document, Diagnostic diagnostic, Func<string, string> rename, CancellationToken cancellationToken)
    {
        var root = (await document.GetSyntaxRootAsync(cancellationToken))!;
        var name = root.FindToken(diagnostic.Location.SourceSpan.Start);
        return document.WithSyntaxRoot(root.ReplaceToken(name, SyntaxFactory.Identifier(name.LeadingTrivia, rename(name.Text), name.TrailingTrivia)));
    }
}

/// <summary>Leaves the name small, and so the diagnostic.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class HalfFix : CapitalizeFix
{
    protected override string Capitalized(string name) => name + "Fixed";
}

/// <summary>Makes a name that is two tokens when it is parsed again.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class MalformedFix : CapitalizeFix
{
    protected override string Capitalized(string name) => base.Capitalized(name) + " { } class Other";
}

/// <summary>Its Fix All shouts, whatever was chosen.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class InconsistentFix : CapitalizeFix
{
    public override FixAllProvider? GetFixAllProvider() => FixAllProvider.Create(static async (context, document, diagnostics) =>
    {
        foreach (var diagnostic in diagnostics)
        {
            document = await RenameAsync(document, diagnostic, static name => name.ToUpperInvariant(), context.CancellationToken);
        }

        return document;
    });
}

/// <summary>Its Fix All works in a document, and forgets all others in project and solution.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ForgetfulFix : CapitalizeFix
{
    public override FixAllProvider? GetFixAllProvider() => FixAllProvider.Create(static async (context, document, diagnostics) =>
        context.Scope == FixAllScope.Document || document.Name == "Test0.cs"
            ? await RenameAsync(document, diagnostics[0], static name => char.ToUpperInvariant(name[0]) + name[1..], context.CancellationToken)
            : document);
}
