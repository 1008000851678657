namespace AsyncRace.Tool.Tests.EndToEnd;

/// <summary>Projects and source files for the tests to check.</summary>
internal static class Code
{
    /// <summary>One finding: ASYNCRACE001 at 9:9.</summary>
    internal const string Counter =
        """
        public sealed class Counter
        {
            private int _value;

            public async Task IncrementAsync()
            {
                int copy = _value;
                await Task.Delay(10);
                _value = copy + 1;
            }
        }
        """;

    /// <summary>Nothing to find.</summary>
    internal const string Clean =
        """
        public sealed class Counter
        {
            private int _value;

            public async Task IncrementAsync()
            {
                await Task.Delay(10);
                _value = _value + 1;
            }
        }
        """;

    /// <summary>A library project.</summary>
    internal static string Project(string properties = "", string items = "", string framework = "<TargetFramework>net10.0</TargetFramework>") =>
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            {framework}
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            {items}
          </ItemGroup>
        </Project>
        """;
}
