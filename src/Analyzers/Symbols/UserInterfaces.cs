using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>Knows what belongs to a user interface by its base types. All of it runs on one thread.</summary>
internal static class UserInterfaces
{
    private static readonly HashSet<string> s_bases =
    [
        // WPF, UWP, WinUI, Uno
        "DependencyObject", "DispatcherObject", "FrameworkElement", "UserControl", "ContentControl",
        // Xamarin, MAUI
        "BindableObject", "ContentPage", "ContentView", "TabbedPage", "FlyoutPage", "UIViewController", "AppCompatActivity",
        // Avalonia
        "AvaloniaObject", "TemplatedControl", "ReactiveWindow", "ReactiveUserControl",
        // Blazor
        "ComponentBase", "LayoutComponentBase", "OwningComponentBase",
        // What is bound to a view
        "ObservableObject", "ObservableRecipient", "ObservableValidator", "ReactiveObject", "BindableBase", "ViewModelBase", "PropertyChangedBase", "MvxViewModel", "MvxNotifyPropertyChanged",
    ];

    /// <summary>What other things are called as well: a window of time, a page of results.</summary>
    private static readonly HashSet<string> s_ambiguousBases = ["Window", "Page", "Control", "Form", "Screen", "Shell"];

    private static readonly string[] s_dialogs = ["Dialog", "MessageBox", "Picker", "Popup", "Prompt", "DisplayAlert", "ActionSheet"];

    private static readonly string[] s_namespaces = ["Windows", "Xaml", "Forms", "Avalonia", "Maui", "Caliburn", "Stylet"];

    internal static bool Have(INamedTypeSymbol type)
    {
        for (var parent = type.BaseType; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
        {
            if (s_bases.Contains(parent.Name) || (s_ambiguousBases.Contains(parent.Name) && IsOfFramework(parent)))
                return true;
        }

        return false;
    }

    /// <summary>Whether a suspension, or another before the write, waits for the user to answer: <c>await dialog.ShowAsync()</c>, <c>await MessageBox.ShowAsync(…)</c>.</summary>
    internal static bool IsAskedBetween(SyntaxNode suspension, SyntaxNode write) =>
        IsDialog(suspension)
        || (Functions.Around(suspension) is { } function && function.DescendantNodes().OfType<AwaitExpressionSyntax>().Any(other =>
            other.SpanStart > suspension.SpanStart && (other.SpanStart < write.SpanStart || !function.Span.Contains(write.Span)) && IsDialog(other) && IsOnTheWay(other, write, function)));

    // if (!granted) { await DisplayAlertAsync(…); return; } is another way than the one that leads to the write.
    private static bool IsOnTheWay(SyntaxNode asking, SyntaxNode write, SyntaxNode function) => asking.Ancestors().TakeWhile(outer => outer != function).All(outer =>
        outer.Span.Contains(write.Span) || !(outer is CatchClauseSyntax or SwitchSectionSyntax or ElseClauseSyntax || (outer.Parent is IfStatementSyntax test && test.Statement == outer)));

    /// <summary>Whether a function waits anywhere for the user to answer.</summary>
    internal static bool IsAskedIn(SyntaxNode function) => function.DescendantNodes().OfType<AwaitExpressionSyntax>().Any(IsDialog);

    private static bool IsDialog(SyntaxNode suspension) =>
        suspension is AwaitExpressionSyntax { Expression: var awaited }
        && awaited.DescendantNodesAndSelf(static node => node is not (AnonymousFunctionExpressionSyntax or ArgumentListSyntax)).OfType<SimpleNameSyntax>().Any(static name => IsDialogName(name.Identifier.Text));

    private static bool IsDialogName(string name) => Array.Exists(s_dialogs, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) is >= 0 and var at
        // ShowDialogAsync, fileDialog, MessageBox; not dialogue.
        && (at + word.Length == name.Length || !char.IsLower(name[at + word.Length])));

    /// <summary>Whether a control was disabled before the suspension: <c>button.IsEnabled = false; await …</c>, or what a view takes it from.</summary>
    internal static bool IsDisabledBefore(SyntaxNode suspension) =>
        Functions.Around(suspension) is { } function
        && function.DescendantNodes().Any(node =>
            node.SpanStart < suspension.SpanStart
            && node is AssignmentExpressionSyntax { Left: var set, Right: LiteralExpressionSyntax { Token.ValueText: "false" } }
            && ((set as MemberAccessExpressionSyntax)?.Name ?? set) is SimpleNameSyntax { Identifier.Text: var name } && name.EndsWith("Enabled", StringComparison.Ordinal));

    private static bool IsOfFramework(INamedTypeSymbol type)
    {
        // What is not there comes from a package, and not from the project.
        if (type.TypeKind == TypeKind.Error)
            return true;
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (s_namespaces.Contains(space.Name))
                return true;
        }

        return false;
    }
}
