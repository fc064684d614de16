using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace HazmatTrack.Server.Tests.Access.Providers;

/// <summary>A real identity provider on this machine, with one account, whose tokens a test can spoil before they are signed.</summary>
internal sealed class SomeProvider : IAsyncDisposable
{
    public const string Client = "hazmattrack", Secret = "a-secret-of-the-test", Program = "a-program";

    private readonly WebApplication _app;

    private SomeProvider(WebApplication app) => _app = app;

    /// <summary>Its address, without a slash at the end.</summary>
    public string Authority => _app.Urls.First();

    /// <summary>The claims of the one who signs in, or of the program.</summary>
    public IReadOnlyList<(string Name, string Value)> Account { get; set; } = [];

    /// <summary>Whether the one who is asked to sign in declines.</summary>
    public bool Declines { get; set; }

    /// <summary>What is done to a token before it is signed.</summary>
    public Action<GenerateTokenContext, SecurityTokenDescriptor>? Spoil { get; set; }

    /// <summary>The parameters of the last request to sign in.</summary>
    public IReadOnlyDictionary<string, string> LastAsked { get; private set; } = new Dictionary<string, string>();

    /// <summary>The public half of the key that it signs with, as whoever looks at its published keys can write it.</summary>
    public string PublicKey => ((RsaSecurityKey)Options.SigningCredentials[0].Key).Rsa.ExportSubjectPublicKeyInfoPem();

    private OpenIddictServerOptions Options => _app.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue;

    /// <param name="issuer">What it publishes as its name for itself; null for its address.</param>
    public static async Task<SomeProvider> StartAsync(CancellationToken stop, string? issuer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var database = Guid.NewGuid().ToString();
        builder.Services.AddDbContext<DbContext>(o => o.UseInMemoryDatabase(database).UseOpenIddict());
        SomeProvider? made = null;
        builder.Services.AddOpenIddict()
            .AddCore(o => o.UseEntityFrameworkCore().UseDbContext<DbContext>())
            .AddServer(o =>
            {
                o.SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token");
                o.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().AllowClientCredentialsFlow();
                o.AddEphemeralEncryptionKey().DisableAccessTokenEncryption().AddSigningKey(NewKey());
                if (issuer is not null)
                {
                    o.SetIssuer(issuer);
                }

                o.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough().DisableTransportSecurityRequirement();
                o.AddEventHandler<GenerateTokenContext>(handler => handler
                    .UseInlineHandler(context =>
                    {
                        made!.Spoil?.Invoke(context, context.SecurityTokenDescriptor);
                        return ValueTask.CompletedTask;
                    })
                    .SetOrder(OpenIddictServerHandlers.Protection.GenerateIdentityModelToken.Descriptor.Order - 1));
            });
        var app = builder.Build();
        made = new SomeProvider(app);
        app.MapGet("/authorize", made.Authorize);
        app.MapPost("/token", (Delegate)made.TokenAsync);
        await app.StartAsync(stop);
        return made;
    }

    /// <summary>Registers the program that people sign in to, and another that calls it.</summary>
    public async Task RegisterAsync(Uri callback, CancellationToken stop)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        await applications.CreateAsync(
            new OpenIddictApplicationDescriptor
            {
                ClientId = Client,
                ClientSecret = Secret,
                RedirectUris = { callback },
                Permissions =
                {
                    Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.GrantTypes.AuthorizationCode,
                    Permissions.ResponseTypes.Code,
                },
            },
            stop);
        await applications.CreateAsync(
            new OpenIddictApplicationDescriptor
            {
                ClientId = Program,
                ClientSecret = Secret,
                Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials },
            },
            stop);
    }

    /// <summary>Signs with a new key from now on; the one before is not published any more.</summary>
    public void RotateKey()
    {
        Options.SigningCredentials.Clear();
        Options.SigningCredentials.Add(new(NewKey(), SecurityAlgorithms.RsaSha256));
    }

    /// <summary>A token of the program that calls.</summary>
    public async Task<string> TokenForProgramAsync(CancellationToken stop)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = Program, ["client_secret"] = Secret });
        using var answer = await http.PostAsync(new Uri($"{Authority}/token"), form, stop);
        var text = await answer.Content.ReadAsStringAsync(stop);
        Assert.True(answer.IsSuccessStatusCode, text);
        return System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("access_token").GetString()!;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    private IResult Authorize(HttpContext context)
    {
        LastAsked = context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString());
        return Declines
            ? Results.Forbid(
                new(new Dictionary<string, string?> { [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.AccessDenied }),
                [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme])
            : SignIn();
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var request = context.GetOpenIddictServerRequest()!;
        if (request.IsClientCredentialsGrantType())
        {
            return SignIn();
        }

        var code = await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        return Results.SignIn(code.Principal!, null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private IResult SignIn()
    {
        var identity = new ClaimsIdentity("provider", Claims.Name, Claims.Role);
        foreach (var (name, value) in Account)
        {
            if (name == Claims.AuthenticationTime)
            {
                identity.SetClaim(name, long.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                identity.AddClaim(name, value);
            }
        }

        identity.SetScopes(Scopes.OpenId).SetResources("hazmattrack");
        identity.SetDestinations(_ => [Destinations.IdentityToken, Destinations.AccessToken]);
        return Results.SignIn(new(identity), null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }
}
