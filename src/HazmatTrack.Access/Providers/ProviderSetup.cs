using System.Security.Claims;
using HazmatTrack.Access.Recording;
using HazmatTrack.Access.Sessions;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Http.Access;
using HazmatTrack.Storage.Access.Memory;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace HazmatTrack.Access.Providers;

/// <summary>Registers the identity provider: code flow with PKCE for people, whose tokens stay on the server, and bearer tokens of programs.</summary>
internal static class ProviderSetup
{
    /// <summary>The scheme that sends people to the provider.</summary>
    public const string Scheme = "Provider";

    /// <summary>The scheme of bearer tokens.</summary>
    public const string BearerScheme = "Bearer";

    /// <summary>Asymmetric signatures only: with a symmetric one whoever verifies a token could make it (RFC 8725 §3.1).</summary>
    private static readonly string[] s_algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    /// <param name="builder">The builder of the schemes.</param>
    /// <param name="options">The provider, which is set.</param>
    /// <param name="secret">The secret of this program with the provider; null for a public client.</param>
    public static void AddProvider(this AuthenticationBuilder builder, ProviderOptions options, string? secret)
    {
        builder.AddOpenIdConnect(Scheme, o =>
        {
            o.Authority = options.Authority;
            o.ClientId = options.ClientId;
            o.ClientSecret = secret;
            o.ResponseType = OpenIdConnectResponseType.Code;
            o.ResponseMode = OpenIdConnectResponseMode.Query;
            o.UsePkce = true;
            o.SaveTokens = false;
            o.MapInboundClaims = false;
            o.GetClaimsFromUserInfoEndpoint = false;
            o.DisableTelemetry = true;
            o.SignInScheme = SessionTickets.Scheme;
            o.CallbackPath = SessionTickets.CallbackPath;
            o.RequireHttpsMetadata = !IsOwnMachine(options.Authority);
            o.TokenValidationParameters.ValidAlgorithms = s_algorithms;
            o.Scope.Clear();
            foreach (var scope in options.Scopes.Prepend("openid").Distinct())
            {
                o.Scope.Add(scope);
            }

            o.Events.OnTokenValidated = context => Map(context, context.Principal, options, principal => context.Principal = principal, context.Fail);
            o.Events.OnTicketReceived = context =>
            {
                context.HttpContext.Look().Caller = context.Principal?.FindCaller();
                AuditTrail.RecordSignIn(context.HttpContext);
                return Task.CompletedTask;
            };
            o.Events.OnRemoteFailure = context =>
            {
                var isRefused = context.Failure is RefusedPersonException;
                AuditTrail.RecordSignIn(context.HttpContext, isRefused ? AuditOutcome.Refused : AuditOutcome.Failed);

                // The page says that it failed; the log of the framework has the reason.
                context.Response.Redirect($"/?sign-in={(isRefused ? "refused" : "failed")}");
                context.HandleResponse();
                return Task.CompletedTask;
            };
        });
        builder.AddJwtBearer(BearerScheme, o =>
        {
            o.Authority = options.Authority;
            o.Audience = options.Audience;
            o.MapInboundClaims = false;
            o.SaveToken = false;
            o.RequireHttpsMetadata = !IsOwnMachine(options.Authority);
            o.TokenValidationParameters.ValidAlgorithms = s_algorithms;
            o.TokenValidationParameters.ValidateAudience = true;
            o.TokenValidationParameters.RequireExpirationTime = true;

            // An identity token is for the program that a person signed in with, and no key to its API (RFC 9068 §4).
            o.TokenValidationParameters.ValidTypes = ["at+jwt", "application/at+jwt"];
            o.Events = new()
            {
                OnTokenValidated = async context =>
                {
                    await Map(context, context.Principal, options, principal => context.Principal = principal, context.Fail);
                    var directory = context.HttpContext.RequestServices.GetRequiredService<AccessDirectory>();
                    if (context.Principal?.FindCaller() is { } caller && !await directory.AdmitsAsync(caller, context.HttpContext.RequestAborted))
                    {
                        context.Fail("The operator is not registered, or is suspended.");
                    }
                },
            };
        });
    }

    /// <summary>Whether an address is this machine's, where a provider for trials may do without TLS.</summary>
    internal static bool IsOwnMachine(string authority) => Uri.TryCreate(authority, UriKind.Absolute, out var uri) && uri.IsLoopback;

    private static Task Map(
        BaseContext<OpenIdConnectOptions> context, ClaimsPrincipal? principal, ProviderOptions options, Action<ClaimsPrincipal> accept,
        Action<Exception> refuse) =>
        Map(context.HttpContext, principal, options, SessionTickets.Scheme, accept, refuse);

    private static Task Map(
        BaseContext<JwtBearerOptions> context, ClaimsPrincipal? principal, ProviderOptions options, Action<ClaimsPrincipal> accept, Action<Exception> refuse) =>
        Map(context.HttpContext, principal, options, BearerScheme, accept, refuse);

    private static Task Map(
        HttpContext context, ClaimsPrincipal? principal, ProviderOptions options, string scheme, Action<ClaimsPrincipal> accept,
        Action<Exception> refuse)
    {
        var claims = principal?.Claims.ToLookup(c => c.Type, c => c.Value) ?? Array.Empty<Claim>().ToLookup(c => c.Type, c => c.Value);
        var issuer = claims[JwtRegisteredClaimNames.Iss].FirstOrDefault() ?? options.Authority;
        if (ClaimMapping.Map(issuer, claims, options, out var reason) is { } caller)
        {
            accept(new(new CallerIdentity(caller, scheme)));
        }
        else
        {
            // The provider vouches for who it is, so that the record can name the person who is refused.
            context.Look().Object = ("person", $"{issuer} {claims[JwtRegisteredClaimNames.Sub].FirstOrDefault()}");
            refuse(new RefusedPersonException(reason));
        }

        return Task.CompletedTask;
    }
}
