using HazmatTrack.Access.SignIn;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>After signing in one comes back to the page that one came from, and to no other site.</summary>
public sealed class ReturnPathTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/?vehicle=沪A12345_2", "/?vehicle=沪A12345_2")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/a\\b", "/")]
    [InlineData("/a\r\nSet-Cookie: x=1", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public void A_way_back_is_a_path_of_this_program(string? given, string taken) => Assert.Equal(taken, SignInEndpoints.LocalPath(given));
}
