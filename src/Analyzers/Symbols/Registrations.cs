using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>
/// How the project's own types are registered for dependency injection, in the project itself. Nothing is looked for before a type is asked
/// about, and then only what names that type is bound.
/// </summary>
internal sealed class Registrations(Compilation compilation)
{
    private static readonly ImmutableDictionary<string, Lifetime> s_methods = Methods();

    private readonly object _gate = new();
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<Registration>> _known = new(SymbolEqualityComparer.Default);
    private Index? _index;

    /// <summary>Who registers an object for the whole program; null where nobody does, as far as can be seen.</summary>
    internal Registration? Singleton(INamedTypeSymbol type, CancellationToken cancellation) =>
        Of(type, cancellation).FirstOrDefault(static registration => registration.Lifetime == Lifetime.Singleton);

    /// <summary>Whether each object of the type is made for one request, message or owner.</summary>
    internal bool AreOwned(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var registrations = Of(type, cancellation);
        return !registrations.IsEmpty && registrations.All(registration => registration.Lifetime switch
        {
            Lifetime.Scoped => !Found(cancellation).HasCircuits,
            Lifetime.Transient => !IsKept(type, cancellation),
            _ => false,
        });
    }

    private ImmutableArray<Registration> Of(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (!_known.TryGetValue(type, out var registrations))
        {
            registrations = Found(cancellation).Naming(type.Name)
                .Where(call => Implementations(call, cancellation).Any(made => SymbolEqualityComparer.Default.Equals(made.OriginalDefinition, type)))
                .Select(static call => new Registration(call.Lifetime, call.Name))
                .ToImmutableArray();
            _known[type] = registrations;
        }

        return registrations;
    }

    /// <summary>Whether what lives longer takes it: then it lives as long, and may have as many users.</summary>
    private bool IsKept(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var services = new HashSet<INamedTypeSymbol>(type.AllInterfaces.Select(static contract => contract.OriginalDefinition), SymbolEqualityComparer.Default) { type.OriginalDefinition };
        for (var parent = type.BaseType; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
            services.Add(parent.OriginalDefinition);

        bool Takes(ITypeSymbol taken) =>
            taken is INamedTypeSymbol named && (services.Contains(named.OriginalDefinition) || named.TypeArguments.Any(Takes));

        return Found(cancellation).Calls
            .Where(static call => call.Lifetime != Lifetime.Scoped)
            .SelectMany(call => Implementations(call, cancellation))
            .SelectMany(static owner => owner.InstanceConstructors)
            .Any(constructor => constructor.Parameters.Any(parameter => Takes(parameter.Type)));
    }

    private Index Found(CancellationToken cancellation)
    {
        lock (_gate)
            return _index ??= Index.Of(compilation.SyntaxTrees.Where(file => FileWords.Registers(file, cancellation)), cancellation);
    }

    /// <summary>The classes that a call registers.</summary>
    private IEnumerable<INamedTypeSymbol> Implementations(Call call, CancellationToken cancellation)
    {
#pragma warning disable RS1030 // Whoever registers a type does so in another file, which no context gives a model of.
        var model = compilation.GetSemanticModel(call.Name.SyntaxTree);
#pragma warning restore RS1030
        return !IsOnServices(call, model, cancellation)
            ? []
            : call.Named.Select(type => model.GetTypeInfo(type, cancellation).Type)
                .Concat(call.Made.Select(value => model.GetTypeInfo(value, cancellation).Type))
                .OfType<INamedTypeSymbol>();
    }

    private static bool IsOnServices(Call call, SemanticModel model, CancellationToken cancellation)
    {
        ExpressionSyntax? receiver = call.Receiver;
        while (receiver is not (null or IdentifierNameSyntax { Identifier.Text: "ServiceDescriptor" }))
        {
            var type = model.GetTypeInfo(receiver, cancellation).Type;
            if (type is not (null or { TypeKind: TypeKind.Error, Name: "" or "?" }))
                return IsServices(type) || type.AllInterfaces.Any(IsServices);
            // Where the container's package is not there, what the code calls its services will do.
            if (receiver is MemberAccessExpressionSyntax { Name.Identifier.Text: "Services" })
                return true;
            receiver = ((receiver as InvocationExpressionSyntax)?.Expression as MemberAccessExpressionSyntax)?.Expression;
        }

        // A descriptor says by itself what it is.
        return receiver is not null;
    }

    private static bool IsServices(ITypeSymbol type) => type.Name == "IServiceCollection";

    private static ImmutableDictionary<string, Lifetime> Methods()
    {
        var methods = ImmutableDictionary.CreateBuilder<string, Lifetime>(StringComparer.Ordinal);
        foreach (var lifetime in new[] { Lifetime.Transient, Lifetime.Scoped, Lifetime.Singleton })
        {
            foreach (string prefix in new[] { "Add", "TryAdd", "AddKeyed", "TryAddKeyed", "", "Keyed" })
                methods.Add(prefix + lifetime, lifetime);
        }

        methods.Add("AddActivatedSingleton", Lifetime.Singleton);
        methods.Add("AddHostedService", Lifetime.Singleton);
        methods.Add("AddHttpClient", Lifetime.Transient);
        return methods.ToImmutable();
    }

    /// <summary>A call that may register something, as it is written.</summary>
    /// <param name="Name">The method's name, or the type of a descriptor.</param>
    /// <param name="Named">The types that it names as what is made: the last of each list.</param>
    /// <param name="Made">The values whose type is what is made.</param>
    private sealed record Call(Lifetime Lifetime, SimpleNameSyntax Name, ExpressionSyntax Receiver, ImmutableArray<TypeSyntax> Named, ImmutableArray<ExpressionSyntax> Made)
    {
        internal static Call? Of(SyntaxNode node) => node switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name, Expression: var receiver } } call when s_methods.TryGetValue(name.Identifier.Text, out var lifetime) =>
                Of(lifetime, name, receiver, call.ArgumentList.Arguments),
            // new ServiceDescriptor(typeof(IService), typeof(Service), ServiceLifetime.Scoped)
            ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.Text: "ServiceDescriptor" } type, ArgumentList.Arguments: { Count: > 0 } arguments }
                when arguments[arguments.Count - 1].Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: var word } && Enum.TryParse(word, out Lifetime lifetime) =>
                Of(lifetime, type, type, arguments),
            _ => null,
        };

        private static Call Of(Lifetime lifetime, SimpleNameSyntax name, ExpressionSyntax receiver, SeparatedSyntaxList<ArgumentSyntax> arguments)
        {
            var named = ImmutableArray.CreateBuilder<TypeSyntax>();
            var made = ImmutableArray.CreateBuilder<ExpressionSyntax>();
            if (name is GenericNameSyntax { TypeArgumentList.Arguments: { Count: > 0 } types })
                named.Add(types[types.Count - 1]);
            if (arguments.Select(static argument => argument.Expression).OfType<TypeOfExpressionSyntax>().LastOrDefault() is { } implementation)
                named.Add(implementation.Type);
            foreach (var argument in arguments)
                Add(argument.Expression);
            return new Call(lifetime, name, receiver, named.ToImmutable(), made.ToImmutable());

            void Add(ExpressionSyntax value)
            {
                switch (value)
                {
                    case ParenthesizedExpressionSyntax parenthesized:
                        Add(parenthesized.Expression);
                        break;
                    case CastExpressionSyntax cast:
                        Add(cast.Expression);
                        break;
                    case LambdaExpressionSyntax { Body: ExpressionSyntax body }:
                        Add(body);
                        break;
                    case LambdaExpressionSyntax { Body: BlockSyntax block }:
                        foreach (var returned in block.DescendantNodes(static inner => inner is not AnonymousFunctionExpressionSyntax).OfType<ReturnStatementSyntax>())
                        {
                            if (returned.Expression is { } expression)
                                Add(expression);
                        }

                        break;
                    case ObjectCreationExpressionSyntax or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "CreateInstance" } }:
                        made.Add(value);
                        break;
                    // What already exists is asked for in many ways. It is there once, if it is handed on as the only one.
                    case not (TypeOfExpressionSyntax or LiteralExpressionSyntax) when lifetime == Lifetime.Singleton:
                        made.Add(value);
                        break;
                }
            }
        }
    }

    /// <summary>The calls of a project that may register something, in the order of its files.</summary>
    private sealed class Index
    {
        private readonly Dictionary<string, List<Call>> _byWord = new(StringComparer.Ordinal);
        private readonly List<Call> _calls = [];
        private readonly List<Call> _wordless = [];

        internal IReadOnlyList<Call> Calls => _calls;

        /// <summary>Whether a scope may be a user's, in which all that is on the screen runs side by side.</summary>
        internal bool HasCircuits { get; private set; }

        /// <summary>Those that name a type of this name, and those that may mean any.</summary>
        internal IEnumerable<Call> Naming(string type) => _byWord.TryGetValue(type, out var calls) ? calls.Concat(_wordless) : _wordless;

        internal static Index Of(IEnumerable<SyntaxTree> files, CancellationToken cancellation)
        {
            var index = new Index();
            foreach (var file in files)
            {
                foreach (var node in file.GetRoot(cancellation).DescendantNodes())
                {
                    if (Call.Of(node) is { } call)
                        index.Add(call);
                    else if (node is SimpleNameSyntax { Identifier.Text: "AddServerSideBlazor" or "AddRazorComponents" or "AddBlazorWebView" or "AddMauiBlazorWebView" or "WebAssemblyHostBuilder" })
                        index.HasCircuits = true;
                }
            }

            return index;
        }

        private void Add(Call call)
        {
            _calls.Add(call);
            foreach (string word in call.Named.Concat<SyntaxNode>(call.Made.Where(static value => !IsWordless(value))).SelectMany(static type => type.DescendantTokens()).Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.Text).Distinct())
            {
                if (!_byWord.TryGetValue(word, out var calls))
                    _byWord.Add(word, calls = []);
                calls.Add(call);
            }

            if (call.Made.Any(IsWordless))
                _wordless.Add(call);
        }

        // A variable, a call: its type is written elsewhere.
        private static bool IsWordless(ExpressionSyntax value) => value is not ObjectCreationExpressionSyntax;
    }
}
