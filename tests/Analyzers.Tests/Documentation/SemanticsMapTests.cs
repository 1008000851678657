using System.Reflection;

namespace AsyncRace.Analyzers.Tests.Documentation;

/// <summary>
/// Which tests hold which section of docs/semantics.md: each section has some, marked <c>[Trait("Semantics", "its heading")]</c>. To see those of
/// one section: <c>dotnet test --filter "Semantics=Evaluation order"</c>.
/// </summary>
public sealed class SemanticsMapTests
{
    private static string[] Headings() =>
    [
        .. Repository.Read("docs", "semantics.md").Split('\n')
            .Where(static line => line.StartsWith("## ", StringComparison.Ordinal))
            .Select(static line => line[3..].Trim()),
    ];

    private static IEnumerable<string> Marked() =>
        typeof(SemanticsMapTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods().Cast<MemberInfo>().Append(type))
            .SelectMany(static member => member.GetCustomAttributesData())
            .Where(static mark => mark.AttributeType == typeof(TraitAttribute) && Equals(mark.ConstructorArguments[0].Value, "Semantics"))
            .Select(static mark => (string)mark.ConstructorArguments[1].Value!);

    [Fact]
    public void Section_HasTests() => Assert.Empty(Headings().Except(Marked()));

    [Fact]
    public void Mark_NamesASection() => Assert.Empty(Marked().Except(Headings()).Distinct());
}
