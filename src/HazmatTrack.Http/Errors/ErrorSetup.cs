using Microsoft.AspNetCore.Diagnostics;

namespace HazmatTrack.Http.Errors;

/// <summary>Gives every error of the program the one form: those of endpoints, of the framework, and those that nobody handled.</summary>
internal static class ErrorSetup
{
    /// <summary>Must be registered before everything that answers.</summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) => app
        .UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = AnswerAsync, AllowStatusCode404Response = true })
        .UseStatusCodePages(context => Problems.FromStatus(context.HttpContext).ExecuteAsync(context.HttpContext));

    /// <summary>The response to an error that no endpoint handled; the framework has logged it.</summary>
    private static Task AnswerAsync(HttpContext context)
    {
        var known = context.Features.Get<IExceptionHandlerFeature>()?.Error is { } error ? Problems.FromException(context, error) : null;
        return (known ?? new ProblemResult(ProblemCode.Internal)).ExecuteAsync(context);
    }
}
