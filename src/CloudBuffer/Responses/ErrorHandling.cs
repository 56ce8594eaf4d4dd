using System.Text;
using CloudBuffer.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Data.Sqlite;

namespace CloudBuffer.Responses;

/// <summary>Maps exceptions and bare status codes to <see cref="Errors"/>.</summary>
static class ErrorHandling
{
    const int SqliteBusy = 5;
    const int SqliteReadOnly = 8;
    const int SqliteInputOutputError = 10;
    const int SqliteFull = 13;

    public static void UseErrorPages(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = WriteAsync,
            // Client errors are not logged; server errors are logged below, once.
            SuppressDiagnosticsCallback = _ => true,
        });
        app.UseStatusCodePages(context => context.HttpContext.WriteErrorAsync(Errors.OfStatus(context.HttpContext.Response.StatusCode)));
    }

    static async Task WriteAsync(HttpContext context)
    {
        var failure = context.Features.Get<IExceptionHandlerFeature>()!;
        if (IsAborted(failure.Error))
        {
            context.Abort();
            return;
        }
        var error = Of(failure.Error);
        var route = (failure.Endpoint as RouteEndpoint)?.RoutePattern.RawText;
        if (error.Status >= StatusCodes.Status500InternalServerError)
            context.RequestServices.GetRequiredService<ErrorLog>().Write(context.Request.Method, route, error, failure.Error);
        await context.WriteErrorAsync(error);
    }

    // The client disconnected, or the session of the transfer was revoked: no response can be sent, and nothing failed.
    static bool IsAborted(Exception thrown) => thrown is OperationCanceledException || IsConnectionLost(thrown) || IsConnectionLost(thrown.InnerException);

    static bool IsConnectionLost(Exception? thrown) => thrown is ConnectionAbortedException or ConnectionResetException;

    static Error Of(Exception thrown) => thrown switch
    {
        ErrorException e => e.Error,
        BadHttpRequestException e => Errors.OfStatus(e.StatusCode),
        DecoderFallbackException => Errors.TextInvalid,
        IOException { InnerException: OverflowException } => Errors.BadRequest, // Kestrel: a chunk size that is too large
        IOException e when DiskErrors.IsFull(e) => Errors.StorageFull,
        IOException e when DiskErrors.IsUnavailable(e) => Errors.Busy,
        _ => SqliteCode(thrown) switch
        {
            SqliteBusy or SqliteReadOnly or SqliteInputOutputError => Errors.Busy,
            SqliteFull => Errors.StorageFull,
            _ => Errors.Internal,
        },
    };

    // EF Core wraps the exception of the database.
    static int? SqliteCode(Exception thrown) => ((thrown as SqliteException) ?? thrown.InnerException as SqliteException)?.SqliteErrorCode;
}
