using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace HazmatTrack.Server.Tests.Access.Providers;

/// <summary>Sign-in and tokens against two real identity providers, of which one spoils its tokens in every way that the standards name.</summary>
public sealed class ProviderSignInTests : IClassFixture<ProviderServers>
{
    private static readonly (string, string)[] s_inspector = [("sub", "42"), ("name", "李警官"), ("role", "inspector"), ("prov", "320000")];

    private static readonly Dictionary<string, Action<SomeProvider, GenerateTokenContext, SecurityTokenDescriptor>> s_spoils = new()
    {
        ["issuer"] = (_, _, token) => token.Issuer = "https://id.evil.example/",
        ["audience"] = (_, _, token) => Claim(token, "aud", "another-program"),
        ["expiry"] = (_, _, token) => (token.NotBefore, token.IssuedAt, token.Expires) = (Ago(120), Ago(120), Ago(60)),
        ["no-expiry"] = (_, _, token) => token.Expires = null,
        ["nonce"] = (_, _, token) => Claim(token, "nonce", "of-another-sign-in"),
        ["no-nonce"] = (_, _, token) => RemoveClaim(token, "nonce"),
        ["none"] = (_, context, token) =>
        {
            token.SigningCredentials = null;
            context.Token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
        },
        ["hmac-of-the-public-key"] = (provider, _, token) => token.SigningCredentials = new(
            new SymmetricSecurityKey(Encoding.UTF8.GetBytes(provider.PublicKey)) { KeyId = token.SigningCredentials.Key.KeyId }, SecurityAlgorithms.HmacSha256),
        ["hmac-of-the-secret"] = (_, _, token) => token.SigningCredentials = new(
            new SymmetricSecurityKey(SHA256(SomeProvider.Secret)) { KeyId = token.SigningCredentials.Key.KeyId }, SecurityAlgorithms.HmacSha256),
        ["foreign-key"] = (_, _, token) => token.SigningCredentials = new(
            new RsaSecurityKey(System.Security.Cryptography.RSA.Create(2048)) { KeyId = token.SigningCredentials.Key.KeyId }, SecurityAlgorithms.RsaSha256),
        ["unknown-key"] = (_, _, token) => token.SigningCredentials = new(
            new RsaSecurityKey(System.Security.Cryptography.RSA.Create(2048)) { KeyId = "nobody-knows" }, SecurityAlgorithms.RsaSha256),
    };

    private readonly ProviderServers _servers;

    public ProviderSignInTests(ProviderServers servers)
    {
        _servers = servers;
        foreach (var provider in new[] { servers.East, servers.West })
        {
            (provider.Account, provider.Spoil, provider.Declines) = ([], null, false);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_signs_in_with_the_provider_is_who_it_says_with_the_role_and_the_province_that_it_gives()
    {
        _servers.East.Account = s_inspector;
        using var browser = _servers.NewBrowser();
        Assert.Equal("/#alerts", (await browser.GoAsync(await browser.BeginAsync("east", "?return=/%23alerts")))!.PathAndQuery + "#alerts");
        var (status, body) = await browser.SessionAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        var session = JsonDocument.Parse(body).RootElement;
        Assert.Equal(("李警官", "inspector", "320000", false), (
            session.GetProperty("name").GetString(), session.GetProperty("roles")[0].GetString(), session.GetProperty("provinces")[0].GetString(),
            session.GetProperty("demo").GetBoolean()));
        Assert.Equal(("code", "S256", "43200"), (
            _servers.East.LastAsked["response_type"], _servers.East.LastAsked["code_challenge_method"], _servers.East.LastAsked["max_age"]));
        Assert.Contains(await _servers.SignInsAsync(), e => e is ("allowed", _, "42"));
    }

    [Theory]
    [InlineData("issuer", "wrong-issuer")]
    [InlineData("audience", "wrong-audience")]
    [InlineData("expiry", "expired")]
    [InlineData("no-expiry", "expired")]
    [InlineData("nonce", "wrong-nonce")]
    [InlineData("no-nonce", "wrong-nonce")]
    [InlineData("none", "wrong-algorithm")]
    [InlineData("hmac-of-the-public-key", "wrong-signature")]
    [InlineData("hmac-of-the-secret", "wrong-signature")]
    [InlineData("foreign-key", "wrong-signature")]
    [InlineData("unknown-key", "unknown-key")]
    public async Task An_identity_token_that_is_not_as_it_must_be_lets_nobody_in_and_the_record_says_why(string spoil, string why)
    {
        _servers.East.Account = s_inspector;
        _servers.East.Spoil = (context, token) =>
        {
            if (context.TokenType.EndsWith("id_token", StringComparison.Ordinal))
            {
                s_spoils[spoil](_servers.East, context, token);
            }
        };
        using var browser = _servers.NewBrowser();
        Assert.Equal($"/?sign-in=failed&why={why}", await browser.SignInAsync("east"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SessionAsync()).Status);
        Assert.Contains(await _servers.SignInsAsync(), e => e == ("failed", $"east {why}", null));
    }

    [Theory]
    [InlineData("sub=1;prov=320000", "no-role")]
    [InlineData("sub=2;role=superuser;prov=320000", "no-role")]
    [InlineData("sub=3;role=inspector", "no-province")]
    [InlineData("sub=4;role=operator", "no-operator")]
    [InlineData("sub=5;role=auditor;role=administrator", "conflicting-roles")]
    [InlineData("sub=6;role=inspector;prov=320000;auth_time=1000000000", "not-recent")]
    public async Task Somebody_without_a_duty_here_is_refused_by_name(string claims, string why)
    {
        _servers.East.Account = [.. claims.Split(';').Select(c => c.Split('=')).Select(c => (c[0], c[1]))];
        using var browser = _servers.NewBrowser();
        Assert.Equal($"/?sign-in=refused&why={why}", await browser.SignInAsync("east"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SessionAsync()).Status);
        Assert.Contains(await _servers.SignInsAsync(), e => e.Outcome == "refused" && e.Object!.EndsWith($" {claims[4]} {why}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_code_that_was_used_is_worth_nothing_again_neither_in_its_browser_nor_in_another()
    {
        _servers.East.Account = s_inspector;
        using var browser = _servers.NewBrowser();
        var answer = await browser.BeginAsync("east");
        Assert.Equal("/", (await browser.GoAsync(answer))!.PathAndQuery);
        Assert.Equal("/?sign-in=failed&why=not-begun-here", (await browser.GoAsync(answer))!.PathAndQuery);

        // A stolen code, in a sign-in that the thief began: what the thief's browser proves is not what the code was asked for with.
        using var victim = _servers.NewBrowser();
        using var thief = _servers.NewBrowser();
        var stolen = Parameter(await victim.BeginAsync("east"), "code");
        var own = await thief.BeginAsync("east");
        var forged = new Uri(own.ToString().Replace(Parameter(own, "code"), stolen, StringComparison.Ordinal));
        Assert.Equal("/?sign-in=failed&why=code-refused", (await thief.GoAsync(forged))!.PathAndQuery);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.SessionAsync()).Status);

        // A sign-in that somebody else's browser began is not gone on with.
        using var other = _servers.NewBrowser();
        using var third = _servers.NewBrowser();
        Assert.Equal("/?sign-in=failed&why=not-begun-here", (await third.GoAsync(await other.BeginAsync("east")))!.PathAndQuery);
    }

    [Fact]
    public async Task Who_declines_at_the_provider_comes_back_to_the_page_and_the_record_says_so()
    {
        _servers.East.Declines = true;
        using var browser = _servers.NewBrowser();
        Assert.Equal("/?sign-in=failed&why=cancelled", await browser.SignInAsync("east"));
        Assert.Contains(await _servers.SignInsAsync(), e => e == ("failed", "east cancelled", null));
    }

    [Fact]
    public async Task After_the_provider_has_changed_its_key_people_and_programs_come_in_with_the_new_one_and_the_old_one_is_refused()
    {
        await using var server = new ProviderServers();
        await server.InitializeAsync();
        server.East.Account = s_inspector;
        using (var before = server.NewBrowser())
        {
            Assert.Equal("/", await before.SignInAsync("east"));
        }

        var old = await server.East.TokenForProgramAsync(Stop);
        Assert.Equal(HttpStatusCode.OK, await server.CallAsync(old));
        server.East.RotateKey();

        // The program learns of the key by the first token that has it.
        using var after = server.NewBrowser();
        var first = await after.SignInAsync("east");
        Assert.True(first is "/" or "/?sign-in=failed&why=unknown-key", first);
        Assert.Equal("/", first == "/" ? first : await after.SignInAsync("east"));
        await server.CallAsync(await server.East.TokenForProgramAsync(Stop));
        Assert.Equal(HttpStatusCode.OK, await server.CallAsync(await server.East.TokenForProgramAsync(Stop)));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.CallAsync(old));
    }

    [Fact]
    public async Task One_subject_of_two_providers_is_two_people()
    {
        _servers.East.Account = [("sub", "42"), ("name", "东"), ("role", "inspector"), ("prov", "320000")];
        _servers.West.Account = [("sub", "42"), ("name", "西"), ("role", "inspector"), ("prov", "340000")];
        using var east = _servers.NewBrowser();
        using var west = _servers.NewBrowser();
        await east.SignInAsync("east");
        await west.SignInAsync("west");
        Assert.Contains("东", (await east.SessionAsync()).Body, StringComparison.Ordinal);
        Assert.Contains("西", (await west.SessionAsync()).Body, StringComparison.Ordinal);
        var issuers = (await _servers.EntriesAsync()).Where(e => Text(e, "action") == "signIn" && Text(e, "subject") == "42")
            .Select(e => Text(e, "issuer")).ToHashSet();
        Assert.Superset(new HashSet<string?> { _servers.East.Authority + "/", _servers.West.Authority + "/" }, issuers);

        // What ends the sessions of the one leaves the other's.
        await _servers.EndSessionsAsync(_servers.East.Authority + "/", "42");
        Assert.Equal(HttpStatusCode.Unauthorized, (await east.SessionAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await west.SessionAsync()).Status);
    }

    [Fact]
    public async Task The_answer_of_one_provider_is_not_taken_for_that_of_another()
    {
        (_servers.East.Account, _servers.West.Account) = (s_inspector, s_inspector);
        using var browser = _servers.NewBrowser();
        var answer = await browser.BeginAsync("east");
        var mixed = new Uri(answer.ToString().Replace("/callback/east", "/callback/west", StringComparison.Ordinal));
        Assert.Equal("/?sign-in=failed&why=not-begun-here", (await browser.GoAsync(mixed))!.PathAndQuery);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SessionAsync()).Status);
    }

    /// <summary>It publishes that its name is that of another, or the one by which the record names keys or the people of the demo.</summary>
    [Theory]
    [InlineData("east")]
    [InlineData("key")]
    [InlineData("demo")]
    public async Task A_provider_does_not_speak_for_another_whatever_it_publishes_of_itself(string name)
    {
        await using var liar = await SomeProvider.StartAsync(Stop, name == "east" ? _servers.East.Authority + "/" : null);
        liar.Account = [("sub", "inspector-js"), ("role", "inspector"), ("prov", "320000")];
        if (name != "east")
        {
            liar.Spoil = (context, token) =>
                token.Issuer = context.TokenType.EndsWith("id_token", StringComparison.Ordinal) ? name : token.Issuer;
        }

        await using var server = new ProviderServers(liar.Authority);
        await server.InitializeAsync();
        await liar.RegisterAsync(server.Callback("liar"), Stop);
        using var browser = server.NewBrowser();
        Assert.Equal("/?sign-in=failed&why=wrong-issuer", await browser.SignInAsync("liar"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SessionAsync()).Status);
    }

    [Fact]
    public async Task Somebody_of_an_operator_that_is_not_registered_is_refused_by_name_at_sign_in_and_with_a_token()
    {
        const string Refused = " 77 operator-not-admitted";
        _servers.East.Account = [("sub", "77"), ("role", "operator"), ("org", "91330000MA0000004K")];
        using var browser = _servers.NewBrowser();
        Assert.Equal("/?sign-in=refused&why=operator-not-admitted", await browser.SignInAsync("east"));
        Assert.Contains(await _servers.SignInsAsync(), e => e.Outcome == "refused" && e.Object!.EndsWith(Refused, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Unauthorized, await _servers.CallAsync(await _servers.East.TokenForProgramAsync(Stop)));
        Assert.Equal(2, (await _servers.EntriesAsync()).Count(e => Text(e, "objectId")?.EndsWith(Refused, StringComparison.Ordinal) == true));
    }

    /// <summary>The west may vouch for inspectors of Anhui alone.</summary>
    [Fact]
    public async Task A_provider_makes_no_inspectors_of_a_province_that_is_not_its_own()
    {
        _servers.West.Account = s_inspector;
        using var browser = _servers.NewBrowser();
        Assert.Equal("/?sign-in=refused&why=no-province", await browser.SignInAsync("west"));
        _servers.West.Account = [("sub", "7"), ("role", "administrator")];
        Assert.Equal("/?sign-in=refused&why=no-role", await browser.SignInAsync("west"));
    }

    [Fact]
    public async Task Who_signed_in_long_ago_changes_nothing_of_access_before_they_prove_anew_who_they_are()
    {
        const string Key = """{"name":"统计","owner":"省级平台","role":"administrator","actions":["quality:read"],"days":90}""";
        (string, string)[] administrator = [("sub", "9"), ("name", "管理员"), ("role", "administrator")];
        _servers.East.Account = [.. administrator, ("auth_time", Seconds(-3600))];
        using var browser = _servers.NewBrowser();
        Assert.Equal("/", await browser.SignInAsync("east"));
        Assert.Contains("sign-in-again", await browser.PostAsync("/api/v1/keys", Key), StringComparison.Ordinal);

        _servers.East.Account = [.. administrator, ("auth_time", Seconds(0))];
        Assert.Equal("/", await browser.SignInAsync("east", "?again=true"));
        Assert.Equal(("login", "0"), (_servers.East.LastAsked["prompt"], _servers.East.LastAsked["max_age"]));
        Assert.StartsWith("201 ", await browser.PostAsync("/api/v1/keys", Key), StringComparison.Ordinal);

        // A provider that does not say when has proven nothing.
        _servers.East.Account = administrator;
        Assert.Equal("/", await browser.SignInAsync("east"));
        Assert.Contains("sign-in-again", await browser.PostAsync("/api/v1/keys", Key), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_either_provider_lets_a_program_in()
    {
        _servers.East.Account = [("sub", "p"), ("role", "inspector"), ("prov", "320000")];
        _servers.West.Account = [("sub", "p"), ("role", "inspector"), ("prov", "340000")];
        Assert.Equal(HttpStatusCode.OK, await _servers.CallAsync(await _servers.East.TokenForProgramAsync(Stop)));
        Assert.Equal(HttpStatusCode.OK, await _servers.CallAsync(await _servers.West.TokenForProgramAsync(Stop)));
    }

    [Theory]
    [InlineData("issuer", "wrong-issuer")]
    [InlineData("audience", "wrong-audience")]
    [InlineData("expiry", "expired")]
    [InlineData("no-expiry", "expired")]
    [InlineData("none", "wrong-signature")]
    [InlineData("hmac-of-the-public-key", "wrong-signature")]
    [InlineData("hmac-of-the-secret", "wrong-signature")]
    [InlineData("foreign-key", "wrong-signature")]
    [InlineData("unknown-key", "unknown-key")]
    public async Task A_token_that_is_not_as_it_must_be_lets_no_program_in_and_the_record_says_why(string spoil, string why)
    {
        _servers.East.Account = s_inspector;
        _servers.East.Spoil = (context, token) => s_spoils[spoil](_servers.East, context, token);
        Assert.Equal(HttpStatusCode.Unauthorized, await _servers.CallAsync(await _servers.East.TokenForProgramAsync(Stop)));
        Assert.Contains(await _servers.EntriesAsync(), e => Text(e, "objectKind") == "token" && Text(e, "objectId") == why);
    }

    [Fact]
    public async Task A_token_of_somebody_without_a_role_and_an_identity_token_let_no_program_in()
    {
        _servers.East.Account = [("sub", "p")];
        Assert.Equal(HttpStatusCode.Unauthorized, await _servers.CallAsync(await _servers.East.TokenForProgramAsync(Stop)));
        _servers.East.Account = s_inspector;
        _servers.East.Spoil = (_, token) => token.TokenType = "JWT";
        Assert.Equal(HttpStatusCode.Unauthorized, await _servers.CallAsync(await _servers.East.TokenForProgramAsync(Stop)));
        Assert.Contains(await _servers.EntriesAsync(), e => Text(e, "objectKind") == "token" && Text(e, "objectId") == "wrong-type");
        foreach (var text in new[] { "", "x", "a.b.c", "..", "eyJpc3MiOjF9.eyJpc3MiOjF9.x", new string('a', 9_000) + "." + new string('b', 9_000) + ".c" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await _servers.CallAsync(text));
        }
    }

    private static void Claim(SecurityTokenDescriptor token, string name, string value)
    {
        token.Claims[name] = value;
        if (name == "aud")
        {
            token.Audience = null;
            token.Audiences.Clear();
        }
    }

    private static void RemoveClaim(SecurityTokenDescriptor token, string name)
    {
        token.Claims.Remove(name);
        if (token.Subject?.FindFirst(name) is { } claim)
        {
            token.Subject.RemoveClaim(claim);
        }
    }

    private static DateTime Ago(int minutes) => DateTime.UtcNow.AddMinutes(-minutes);

    private static string Seconds(int fromNow) =>
        DateTimeOffset.UtcNow.AddSeconds(fromNow).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] SHA256(string text) => System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static string Parameter(Uri address, string name) => System.Web.HttpUtility.ParseQueryString(address.Query)[name]!;

    private static string? Text(JsonElement entry, string name) => entry.GetProperty(name).GetString();
}
