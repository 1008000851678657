using AsyncRace.Analyzers.Tests.Engine;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary><c>[SingleEntry]</c> and <c>[Confined]</c>: known by their names, from any namespace, wherever they make sense.</summary>
[Trait("Semantics", "What clears staleness")]
public sealed class AttributeTests
{
    private const string Attributes = """
        #nullable enable
        namespace Company.Annotations
        {
            [AttributeUsage(AttributeTargets.All)] public sealed class SingleEntryAttribute : Attribute { }
            [AttributeUsage(AttributeTargets.All)] public sealed class ConfinedAttribute : Attribute { }
        }
        [AttributeUsage(AttributeTargets.All)] public sealed class MineAttribute : Attribute { }

        """;

    private const string Body = "{ int t = _n; await Task.Yield(); /**/_n = t/**/; } ";

    private static string Reported(string source) => Attributes + source.Replace("/**/_n = t/**/", "{|ASYNCRACE001:_n = t|}", StringComparison.Ordinal);

    [Theory]
    [InlineData("public class C { int _n; [Company.Annotations.SingleEntry] public async Task M() " + Body + "}")]
    [InlineData("public class C { int _n; [Company.Annotations.SingleEntryAttribute] public async Task M() " + Body + "}")]
    [InlineData("public interface I { [Company.Annotations.SingleEntry] Task M(); } public class C : I { int _n; public async Task M() " + Body + "}")]
    [InlineData("public interface I { [Company.Annotations.SingleEntry] Task M(); } public class C : I { int _n; async Task I.M() " + Body + "}")]
    [InlineData("public abstract class B { [Company.Annotations.SingleEntry] public abstract Task M(); } public class C : B { int _n; public override async Task M() " + Body + "}")]
    [InlineData("public partial class C { int _n; [Company.Annotations.SingleEntry] public partial Task M(); } public partial class C { public async partial Task M() " + Body + "}")]
    [InlineData("public class C { int _n; [Company.Annotations.SingleEntry] public async Task M() => await Work(); private async Task Work() " + Body + "}")]
    [InlineData("[Company.Annotations.Confined] public class C { int _n; public async Task M() " + Body + "}")]
    [InlineData("[Company.Annotations.Confined] public class B { } public class C : B { int _n; public async Task M() " + Body + "}")]
    [InlineData("[Company.Annotations.Confined] public interface I { } public class C : I { int _n; public async Task M() " + Body + "}")]
    [InlineData("[Company.Annotations.Confined] public class Outer { public class C { int _n; public async Task M() " + Body + "} }")]
    [InlineData("[Company.Annotations.Confined] public partial class C { int _n; } public partial class C { public async Task M() " + Body + "}")]
    [InlineData("[Company.Annotations.Confined] public class C<T> { int _n; public async Task M() " + Body + "}")]
    public Task Promise_IsBelieved(string source) => EngineTest.VerifyAsync(Attributes + source);

    [Theory]
    // Another member still comes in between.
    [InlineData("public class C { int _n; [Company.Annotations.SingleEntry] public async Task M() " + Body + "public void Rival() => _n++; }")]
    [InlineData("public class C { int _n; [Mine] public async Task M() " + Body + "}")]
    [InlineData("[Mine] public class C { int _n; public async Task M() " + Body + "}")]
    [InlineData("public interface I { [Company.Annotations.SingleEntry] Task M(); } public class C : I { int _n; Task I.M() => Task.CompletedTask; public async Task M() " + Body + "}")]
    [InlineData("[Company.Annotations.Confined] public class C { static int _n; public async Task M() " + Body + "}")]
    [InlineData("[Company.Annotations.Confined] public class Inner { } public class C { int _n; public async Task M() " + Body + "}")]
    public Task Promise_OfSomethingElse_IsNone(string source) => EngineTest.VerifyAsync(Reported(source));
}
