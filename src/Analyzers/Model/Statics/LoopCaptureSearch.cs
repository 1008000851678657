using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Model.Statics;

/// <summary>
/// Follows a value back to where it takes something that is current: through operators, objects made of it, lambdas that run at once and
/// the project's own builders. What is only looked at, or used and let go, is not kept.
/// </summary>
internal sealed class LoopCaptureSearch(SourceCode source, LoopBoundMembers members)
{
    private readonly Dictionary<ISymbol, LoopCapture> _variables = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _open = new(SymbolEqualityComparer.Default);

    /// <summary>What a value keeps; null where that is nothing.</summary>
    internal LoopCapture? Of(IOperation? value)
    {
        if (value is null or { ConstantValue.HasValue: true })
            return null;
        switch (value)
        {
            case ICoalesceOperation coalesce:
                return Of(coalesce.Value) ?? Of(coalesce.WhenNull);
            case IConditionalOperation conditional:
                return Of(conditional.WhenTrue) ?? Of(conditional.WhenFalse);
            case ISwitchExpressionOperation choice:
                return First(choice.Arms.Select(static arm => arm.Value));
            case IAssignmentOperation assignment:
                return Of(assignment.Value);
            case ILocalReferenceOperation { Local: var local }:
                return Known(local);
            case IParameterReferenceOperation { Parameter: var parameter }:
                return Known(parameter);
            case IConditionalAccessOperation access:
                return Keeps(access.Type) ? Of(access.Operation) ?? Of(access.WhenNotNull) : null;
            case IPropertyReferenceOperation property:
                return OfMember(property, property.Property, property.Instance) ?? OfGetter(property);
            case IFieldReferenceOperation field:
                return OfMember(field, field.Field, field.Instance);
            case IInvocationOperation call:
                return OfCall(call);
            case IObjectCreationOperation creation:
                return OfCreation(creation);
            // Lambdas run later, or not at all; comparisons and texts keep nothing.
            case IAnonymousFunctionOperation or IDelegateCreationOperation or IBinaryOperation or IUnaryOperation or IIsPatternOperation or IIsTypeOperation
                or IInterpolatedStringOperation or INameOfOperation or ITypeOfOperation or IThrowOperation:
                return null;
            default:
                // Arrays, tuples, collection expressions, copies: what their parts keep, they keep.
                return First(value.ChildOperations);
        }
    }

    /// <summary>Runs through code once, so that what its variables keep is known.</summary>
    internal void Follow(IOperation code)
    {
        foreach (var operation in SourceCode.RunAtOnce(code))
        {
            source.Cancellation.ThrowIfCancellationRequested();
            switch (operation)
            {
                case IVariableDeclaratorOperation { Symbol: var variable } declarator when Of(declarator.GetVariableInitializer()?.Value) is { } kept:
                    _variables[variable] = kept;
                    break;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment when Of(assignment.Value) is { } kept:
                    _variables[local] = kept;
                    break;
                // list.Add(context)
                case IInvocationOperation { Instance: ILocalReferenceOperation { Local: var local } } call when First(call.Arguments.Select(static a => a.Value)) is { } kept:
                    _variables[local] = kept;
                    break;
            }
        }
    }

    private LoopCapture? Known(ISymbol variable) => _variables.TryGetValue(variable, out var kept) ? kept : null;

    private LoopCapture? First(IEnumerable<IOperation> values)
    {
        foreach (var value in values)
        {
            if (Of(value) is { } kept)
                return kept;
        }

        return null;
    }

    private LoopCapture? OfMember(IOperation reference, ISymbol member, IOperation? instance)
    {
        if (members.Of(member) is { } binding)
            // Of the current thread nothing but its identity is worth keeping: its culture, its name are values like any other.
            return binding == LoopBinding.Thread && reference.Parent is IPropertyReferenceOperation { Property.Name: not "ManagedThreadId" } ? null : new LoopCapture(reference.Syntax, binding);
        return Of(instance) is { } kept && (Keeps(reference.Type) || kept.Binding == LoopBinding.Thread) ? kept : null;
    }

    private LoopCapture? OfGetter(IPropertyReferenceOperation property) =>
        property.Property is { IsAbstract: false, IsVirtual: false, GetMethod: { } getter } ? Returned(getter, isGiven: false) : null;

    private LoopCapture? OfCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (members.Of(method) is { } binding)
            return new LoopCapture(call.Syntax, binding);
        if (source.RunByCall(call) is { } lambda)
        {
            Follow(lambda.Body);
            if (First(SourceCode.Returned(lambda.Body)) is { } kept)
                return kept;
        }

        if (!Keeps(method.ReturnType))
            return null;
        bool isGiven = Pass(call.Arguments);
        return source.DeclarationOf(method) is null || method.IsAbstract
            ? Of(call.Instance) ?? First(call.Arguments.Select(static a => a.Value))
            : Of(call.Instance) ?? Returned(method, isGiven);
    }

    private LoopCapture? OfCreation(IObjectCreationOperation creation)
    {
        if (creation.Constructor is not { } constructor)
            return null;
        if (members.Of(constructor) is { } binding)
            return new LoopCapture(creation.Syntax, binding);
        return First(creation.Arguments.Select(static a => a.Value))
            ?? (creation.Initializer is { } initializer ? First(SourceCode.RunAtOnce(initializer).Where(static o => o is ISimpleAssignmentOperation or IInvocationOperation).SelectMany(static o => o is IInvocationOperation add ? add.Arguments.Select(static a => a.Value) : [o])) : null)
            ?? Constructed(constructor);
    }

    /// <summary>What the project's own method returns.</summary>
    private LoopCapture? Returned(IMethodSymbol method, bool isGiven)
    {
        if (source.DeclarationOf(method) is not { } declaration || (!isGiven && !source.MentionsLoop(declaration, method.ContainingType)))
            return null;
        return Enter(method, declaration, body => First(SourceCode.Returned(body)));
    }

    /// <summary>What the object keeps that the project's own constructor makes.</summary>
    private LoopCapture? Constructed(IMethodSymbol constructor)
    {
        // The thread that makes an object is of interest to it for many reasons.
        bool IsKept(LoopCapture? kept) => kept is { Binding: not LoopBinding.Thread };

        foreach (var reference in constructor.ContainingType.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(source.Cancellation) is not TypeDeclarationSyntax type)
                continue;
            foreach (var initializer in InstanceInitializers(type))
            {
                if (source.MentionsLoop(initializer, constructor.ContainingType) && Of((source.Bind(initializer) as ISymbolInitializerOperation)?.Value) is { } kept && IsKept(kept))
                    return kept;
            }
        }

        return source.DeclarationOf(constructor) is ConstructorDeclarationSyntax declaration && source.MentionsLoop(declaration, constructor.ContainingType)
            ? Enter(constructor, declaration, body => SourceCode.RunAtOnce(body).OfType<ISimpleAssignmentOperation>()
                .Where(static a => a.Target is IMemberReferenceOperation { Instance: IInstanceReferenceOperation })
                .Select(a => Of(a.Value)).FirstOrDefault(IsKept))
            : null;
    }

    private LoopCapture? Enter(IMethodSymbol method, SyntaxNode declaration, Func<IOperation, LoopCapture?> ask)
    {
        if (_open.Count >= SourceCode.MaxDepth || !_open.Add(method))
            return null;
        var result = source.Bind(declaration) is { } body ? Ask(body) : null;
        _open.Remove(method);
        return result;

        LoopCapture? Ask(IOperation body)
        {
            Follow(body);
            return ask(body);
        }
    }

    private bool Pass(IEnumerable<IArgumentOperation> arguments)
    {
        bool any = false;
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { } parameter && Of(argument.Value) is { } kept)
            {
                _variables[parameter.OriginalDefinition] = kept;
                any = true;
            }
        }

        return any;
    }

    private static IEnumerable<EqualsValueClauseSyntax> InstanceInitializers(TypeDeclarationSyntax type)
    {
        foreach (var member in type.Members)
        {
            if (member is FieldDeclarationSyntax field && !IsStatic(field))
            {
                foreach (var variable in field.Declaration.Variables)
                {
                    if (variable.Initializer is { } value)
                        yield return value;
                }
            }
            else if (member is PropertyDeclarationSyntax { Initializer: { } value } && !IsStatic(member))
            {
                yield return value;
            }
        }
    }

    private static bool IsStatic(MemberDeclarationSyntax member) => member.Modifiers.Any(static m => m.Text is "static" or "const");

    // A number, a text or a truth value that was computed from something does not hold on to it.
    private static bool Keeps(ITypeSymbol? type) => type is { SpecialType: SpecialType.None or SpecialType.System_Object, TypeKind: not TypeKind.Enum };
}
