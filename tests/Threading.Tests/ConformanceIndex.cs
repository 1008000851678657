using System.Globalization;
using System.Text.RegularExpressions;

namespace AsyncRace.Threading.Tests;

/// <summary>Every line of asyncio's contract has a test that carries its number, or a reason here why it cannot have one.</summary>
public sealed partial class ConformanceIndex
{
    private const int Lines = 145;

    private static readonly Dictionary<int, string> WithoutMeaning = new()
    {
        [78] = "an alias object for a queue of ints: in C# generics are the compiler's",
        [99] = "a maximum size of 1.3, which holds two items: in C# it is an int",
    };

    [Fact]
    public void Every_line_has_its_test()
    {
        IEnumerable<int> tested = typeof(ConformanceIndex).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0)
            .Select(method => Numbers().Match(method.Name))
            .Where(match => match.Success)
            .SelectMany(match => match.Groups["number"].Captures)
            .Select(number => int.Parse(number.Value, CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(1, Lines), tested.Concat(WithoutMeaning.Keys).Distinct().Order());
    }

    [GeneratedRegex(@"^Conformance(_(?<number>\d+))+_")]
    private static partial Regex Numbers();
}
