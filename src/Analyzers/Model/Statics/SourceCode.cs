using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Model.Statics;

/// <summary>The code of methods that a static initializer calls, in whatever file and type they are. Most are told from their text not to matter, and never bound.</summary>
internal sealed class SourceCode(Compilation compilation, LoopBoundMembers members, CancellationToken cancellation)
{
    /// <summary>So deep builders call each other, and no deeper.</summary>
    internal const int MaxDepth = 3;

    internal CancellationToken Cancellation => cancellation;

    /// <summary>The method's declaration, if it is in this project and has a body; a constructor without one is its type.</summary>
    internal SyntaxNode? DeclarationOf(IMethodSymbol method)
    {
        method = method.PartialImplementationPart ?? method;
        return method.DeclaringSyntaxReferences is [var reference, ..] ? reference.GetSyntax(cancellation) : null;
    }

    /// <summary>Whether the code names anything that is bound to a loop, itself or in a method of the same type that it names.</summary>
    internal bool MentionsLoop(SyntaxNode declaration, INamedTypeSymbol type) =>
        (members.AreExtended || FileWords.NamesLoop(declaration.SyntaxTree, cancellation) || type.DeclaringSyntaxReferences.Any(part => FileWords.NamesLoop(part.SyntaxTree, cancellation)))
        && MentionsLoop(declaration, type, depth: 1);

    private bool MentionsLoop(SyntaxNode declaration, INamedTypeSymbol type, int depth)
    {
        foreach (var token in declaration.DescendantTokens())
        {
            if (!token.IsKind(SyntaxKind.IdentifierToken))
                continue;
            if (members.IsName(token.Text))
                return true;
            if (depth < MaxDepth && type.GetMembers(token.Text).Any(member => member is IMethodSymbol or IPropertySymbol && (Confinement.HasAttribute(member, "LoopBoundAttribute")
                    || (member is IMethodSymbol method && DeclarationOf(method) is MethodDeclarationSyntax callee && callee != declaration && MentionsLoop(callee, type, depth + 1)))))
            {
                return true;
            }
        }

        return false;
    }

    internal IOperation? Bind(SyntaxNode code) =>
#pragma warning disable RS1030 // The callee is in another file, which no context gives a model of; only callees that can matter get here.
        compilation.ContainsSyntaxTree(code.SyntaxTree) ? compilation.GetSemanticModel(code.SyntaxTree).GetOperation(code, cancellation) : null;
#pragma warning restore RS1030

    /// <summary>The operations that run when the code does: not those of lambdas and local functions, which run when they are called.</summary>
    internal static IEnumerable<IOperation> RunAtOnce(IOperation root)
    {
        yield return root;
        foreach (var child in root.ChildOperations)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation)
                continue;
            foreach (var operation in RunAtOnce(child))
                yield return operation;
        }
    }

    /// <summary>The lambda that a value is, however it is wrapped.</summary>
    internal static IAnonymousFunctionOperation? Lambda(IOperation? value) => value switch
    {
        IAnonymousFunctionOperation lambda => lambda,
        IDelegateCreationOperation creation => Lambda(creation.Target),
        IConversionOperation conversion => Lambda(conversion.Operand),
        IParenthesizedOperation parenthesized => Lambda(parenthesized.Operand),
        _ => null,
    };

    /// <summary>What the code gives back when it is called.</summary>
    internal static IEnumerable<IOperation> Returned(IOperation body) =>
        RunAtOnce(body).OfType<IReturnOperation>().Where(static r => r.Kind == OperationKind.Return).Select(static r => r.ReturnedValue).OfType<IOperation>();

    /// <summary>
    /// The lambda that a call runs before it returns: the delegate that is called, or one handed to a method that runs it at once.
    /// <c>Lazy&lt;T&gt;</c> and its like, timers and handlers do not.
    /// </summary>
    internal IAnonymousFunctionOperation? RunByCall(IInvocationOperation call)
    {
        if (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke)
            return Lambda(call.Instance);
        foreach (var argument in call.Arguments)
        {
            if (Lambda(argument.Value) is { } lambda && argument.Parameter is { } parameter && Runs(call.TargetMethod, parameter))
                return lambda;
        }

        return null;
    }

    private bool Runs(IMethodSymbol method, IParameterSymbol parameter)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (DeclarationOf(method) is { } declaration)
        {
            // build() or build.Invoke()
            return declaration.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call =>
                (call.Expression as IdentifierNameSyntax ?? (call.Expression as MemberAccessExpressionSyntax)?.Expression as IdentifierNameSyntax
                    ?? (call.Parent as ConditionalAccessExpressionSyntax)?.Expression as IdentifierNameSyntax)?.Identifier.Text == parameter.Name);
        }

        // A query runs its lambdas when it is enumerated, which an initializer that keeps what comes of it soon does.
        return method.ContainingType is { Name: "Enumerable" or "Array" } && method.Name is "Select" or "SelectMany" or "ConvertAll" or "ToDictionary" or "Aggregate";
    }
}
